package io.distfs.mount.jnr;

import io.distfs.client.vfs.InvalidationListener;
import io.distfs.shared.error.Errno;
import io.distfs.shared.id.InodeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the kernel drop a file's attributes and pages. Never from a worker thread: the kernel may
 * wait for the answer to a read of such a page first. Thread-safe.
 */
record KernelPages(LibFuse fuse, long channel) implements InvalidationListener {
  private static final Logger LOG = LoggerFactory.getLogger(KernelPages.class);

  @Override
  public void invalidated(InodeId inode) {
    int result = fuse.fuse_lowlevel_notify_inval_inode(channel, inode.value(), 0, 0);
    if (result != 0 && result != -Errno.ENOENT.number()) {
      LOG.warn("the kernel kept its pages of inode {}: {}", inode, Errno.of(-result));
    }
  }
}
