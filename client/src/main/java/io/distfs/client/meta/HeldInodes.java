package io.distfs.client.meta;

import io.distfs.shared.id.InodeId;

/** Which inodes this client holds open. Thread-safe. */
@FunctionalInterface
public interface HeldInodes {
  /** Whether the inode is open here, or about to be. */
  boolean holds(InodeId inode);
}
