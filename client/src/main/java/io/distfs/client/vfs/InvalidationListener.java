package io.distfs.client.vfs;

import io.distfs.shared.id.InodeId;

/**
 * Hears what a front end must not answer out of caches of its own any more, such as the kernel's
 * pages. Called on the thread of the operation that made it so, before that returns, with nothing
 * locked; must not throw.
 */
@FunctionalInterface
public interface InvalidationListener {
  /** Attributes and content of this inode may have changed. */
  void invalidated(InodeId inode);
}
