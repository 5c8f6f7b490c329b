package io.distfs.client.vfs;

import io.distfs.client.meta.HeldInodes;
import io.distfs.shared.id.InodeId;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often each folder is open here. One that is removed meanwhile keeps its attributes until its
 * last close, as a file does. As many as the front end holds open; thread-safe.
 */
final class OpenFolders implements HeldInodes {
  private final ConcurrentHashMap<InodeId, Integer> opens = new ConcurrentHashMap<>();

  @Override
  public boolean holds(InodeId inode) {
    return opens.containsKey(inode);
  }

  void open(InodeId inode) {
    int _ = opens.merge(inode, 1, Integer::sum);
  }

  /** Ends an open; true if it was the last. */
  boolean close(InodeId inode) {
    return opens.computeIfPresent(inode, (_, count) -> count == 1 ? null : count - 1) == null;
  }
}
