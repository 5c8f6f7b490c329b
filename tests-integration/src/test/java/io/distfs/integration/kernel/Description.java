package io.distfs.integration.kernel;

import static io.distfs.integration.syscall.Flags.O_RDONLY;
import static io.distfs.integration.syscall.Flags.O_RDWR;
import static io.distfs.integration.syscall.Flags.O_WRONLY;

import io.distfs.client.vfs.Vfs;
import io.distfs.shared.id.InodeId;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An open file description: what descriptors stand for, shared after dup(2) and fork(2). Its offset
 * is guarded by {@link #position}.
 */
abstract sealed class Description {
  static final int O_ACCMODE = 3;

  /** Names it where it owns locks, as a pointer does in Linux. */
  final long number;

  final ReentrantLock position = new ReentrantLock();
  long offset;

  /** Those that F_SETFL changes too. */
  volatile int flags;

  private final AtomicInteger holders = new AtomicInteger(1);

  /** What it is of in the filesystem; null for a pipe or a socket. */
  final @Nullable InodeId inode;

  private Description(long number, int flags, @Nullable InodeId inode) {
    this.number = number;
    this.flags = flags;
    this.inode = inode;
  }

  boolean mayRead() {
    return (flags & O_ACCMODE) == O_RDONLY || (flags & O_ACCMODE) == O_RDWR;
  }

  /** With both bits of the access mode set, open(2) checks for both and permits neither. */
  boolean mayWrite() {
    return (flags & O_ACCMODE) == O_WRONLY || (flags & O_ACCMODE) == O_RDWR;
  }

  /** One more descriptor stands for it. */
  void hold() {
    holders.incrementAndGet();
  }

  /**
   * A descriptor of it is closed.
   *
   * @param owner the descriptor table it was in, which owns POSIX locks
   */
  final void closed(Vfs vfs, long owner) {
    try {
      flush(vfs, owner);
    } finally {
      if (holders.decrementAndGet() == 0) {
        release(vfs);
      }
    }
  }

  void flush(Vfs vfs, long owner) {}

  void release(Vfs vfs) {}

  /** A regular file. */
  static final class OfFile extends Description {
    final Vfs.OpenFile file;

    OfFile(long number, int flags, Vfs.OpenFile file) {
      super(number, flags, file.inode());
      this.file = file;
    }

    @Override
    void flush(Vfs vfs, long owner) {
      vfs.unlockAll(file, owner);
      vfs.flush(file);
    }

    @Override
    void release(Vfs vfs) {
      vfs.release(file);
    }
  }

  /** A folder. */
  static final class OfFolder extends Description {
    final Vfs.OpenDirectory directory;

    OfFolder(long number, int flags, Vfs.OpenDirectory directory) {
      super(number, flags, directory.inode());
      this.directory = directory;
    }

    @Override
    void release(Vfs vfs) {
      vfs.releaseDirectory(directory);
    }
  }

  /** A place in the tree, by O_PATH: nothing is open in the filesystem. */
  static final class OfPath extends Description {
    OfPath(long number, int flags, InodeId inode) {
      super(number, flags, inode);
    }
  }

  /** An end, or both, of a pipe. */
  static final class OfPipe extends Description {
    final Pipe pipe;

    /** Without an inode by pipe(2), with that of its name where it is a fifo. */
    OfPipe(long number, int flags, Pipe pipe, @Nullable InodeId inode) {
      super(number, flags, inode);
      this.pipe = pipe;
    }

    @Override
    void release(Vfs vfs) {
      pipe.closed(mayRead(), mayWrite());
    }
  }

  /** A Unix socket. */
  static final class OfSocket extends Description {
    volatile boolean listens;

    OfSocket(long number) {
      super(number, O_RDWR, null);
    }
  }
}
