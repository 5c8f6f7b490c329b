package io.distfs.mount.jnr;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.FileLock;
import org.jspecify.annotations.Nullable;

/**
 * {@code struct flock} of fcntl(2) on 64-bit Linux, and the operations of flock(2).
 *
 * <pre>
 *   0 short type   2 short whence (always SEEK_SET here)   8 off_t start   16 off_t len
 *  24 pid_t pid   32 end
 * </pre>
 *
 * A length of 0 is up to the end of the file, however it grows.
 */
final class FlockLayout {
  private static final long BYTES = 32;
  private static final long START = 8;
  private static final long LENGTH = 16;
  private static final long PID = 24;
  private static final int TYPE_MASK = 0xFFFF;

  private static final int READ = 0;
  private static final int WRITE = 1;
  private static final int UNLOCK = 2;

  /** LOCK_SH, LOCK_EX, LOCK_NB, LOCK_UN of flock(2). */
  private static final int LOCK_SHARED = 1;

  private static final int LOCK_EXCLUSIVE = 2;
  private static final int LOCK_NOT_BLOCKING = 4;
  private static final int LOCK_UNLOCK = 8;

  private FlockLayout() {}

  static FileLock read(long address, long owner) {
    long start = Memory.getLong(address + START);
    long length = Memory.getLong(address + LENGTH);
    if (start < 0 || length < 0) {
      throw new FsException(Errno.EINVAL, "lock of " + length + " bytes at " + start);
    }
    long end = length == 0 ? Long.MAX_VALUE : start + length - 1;
    int pid = Memory.getInt(address + PID);
    FileLock.Mode mode = mode(Memory.getInt(address) & TYPE_MASK);
    return new FileLock(FileLock.Kind.RECORD, mode, start, end, owner, pid);
  }

  private static FileLock.Mode mode(int type) {
    return switch (type) {
      case READ -> FileLock.Mode.SHARED;
      case WRITE -> FileLock.Mode.EXCLUSIVE;
      case UNLOCK -> FileLock.Mode.UNLOCK;
      default -> throw new FsException(Errno.EINVAL, "lock of type " + type);
    };
  }

  /** The answer to F_GETLK; null says that nothing is in the way. */
  static void write(long address, @Nullable FileLock lock) {
    Memory.clear(address, BYTES);
    if (lock == null) {
      Memory.putInt(address, UNLOCK);
      return;
    }
    Memory.putInt(address, lock.mode() == FileLock.Mode.SHARED ? READ : WRITE);
    Memory.putLong(address + START, lock.start());
    boolean toTheEnd = lock.end() == Long.MAX_VALUE;
    Memory.putLong(address + LENGTH, toTheEnd ? 0 : lock.end() - lock.start() + 1);
    Memory.putInt(address + PID, lock.pid());
  }

  static FileLock wholeFile(int operation, long owner) {
    FileLock.Mode mode =
        switch (operation & ~LOCK_NOT_BLOCKING) {
          case LOCK_SHARED -> FileLock.Mode.SHARED;
          case LOCK_EXCLUSIVE -> FileLock.Mode.EXCLUSIVE;
          case LOCK_UNLOCK -> FileLock.Mode.UNLOCK;
          default -> throw new FsException(Errno.EINVAL, "flock operation " + operation);
        };
    return new FileLock(FileLock.Kind.FLOCK, mode, 0, Long.MAX_VALUE, owner, 0);
  }

  static boolean waits(int operation) {
    return (operation & LOCK_NOT_BLOCKING) == 0;
  }
}
