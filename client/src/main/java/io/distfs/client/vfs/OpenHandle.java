package io.distfs.client.vfs;

import io.distfs.client.file.OpenDescriptor;
import io.distfs.client.lock.Locks;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.id.InodeId;

/**
 * An open file as the front end holds it. Immutable.
 *
 * @param number one of its own, ascending in the order of opens
 */
record OpenHandle(OpenDescriptor descriptor, long number, int openFlags, Credentials credentials)
    implements Vfs.OpenFile {
  /** The open as locks know it. */
  Locks.Handle locking() {
    return new Locks.Handle(descriptor, number);
  }

  /** Whether it was opened for reads that count as such. */
  boolean mayRead() {
    return (openFlags & OpenFlags.ACCESS_MODE) != OpenFlags.WRITE_ONLY
        && !OpenFlags.has(openFlags, OpenFlags.NO_ACCESS_TIME);
  }

  @Override
  public InodeId inode() {
    return descriptor.inode();
  }
}
