package io.distfs.integration.kernel;

import io.distfs.shared.id.InodeId;

/** Working folder and umask, shared by threads until one unshares. Thread-safe. */
final class WorkingFolder {
  volatile InodeId inode;
  volatile int umask;

  WorkingFolder(InodeId inode, int umask) {
    this.inode = inode;
    this.umask = umask;
  }

  WorkingFolder copy() {
    return new WorkingFolder(inode, umask);
  }
}
