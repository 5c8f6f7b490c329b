package io.distfs.integration.fuzz;

import io.distfs.client.vfs.Vfs;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.FileLock;

/** Mutants that do wrong to locks. */
final class LockMutants {
  private LockMutants() {}

  /** A lock is said to be granted whoever holds another. */
  static final class Shared extends ForwardingVfs {
    Shared(Vfs inner) {
      super(inner);
    }

    @Override
    public void lock(OpenFile file, FileLock lock, boolean wait) {
      try {
        super.lock(file, lock, wait);
      } catch (FsException e) {
        if (e.errno() != Errno.EAGAIN) {
          throw e;
        }
      }
    }
  }

  /** close(2) does not give up its process's record locks. */
  static final class Kept extends ForwardingVfs {
    Kept(Vfs inner) {
      super(inner);
    }

    @Override
    public void unlockAll(OpenFile file, long lockOwner) {
      // what it does not do is what is wrong with it
    }
  }
}
