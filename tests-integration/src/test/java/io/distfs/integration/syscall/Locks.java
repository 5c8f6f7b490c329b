package io.distfs.integration.syscall;

import static io.distfs.integration.syscall.Flags.F_GETLK;
import static io.distfs.integration.syscall.Flags.F_OFD_GETLK;
import static io.distfs.integration.syscall.Flags.F_OFD_SETLK;
import static io.distfs.integration.syscall.Flags.F_OFD_SETLKW;
import static io.distfs.integration.syscall.Flags.F_SETLK;
import static io.distfs.integration.syscall.Flags.F_SETLKW;

import java.lang.foreign.MemorySegment;

/** flock(2), and the record locks of fcntl(2): POSIX's own and those of open file descriptions. */
public final class Locks {
  private static final int FLOCK_BYTES = 32;

  private Locks() {}

  /**
   * A record lock.
   *
   * @param type F_RDLCK, F_WRLCK or F_UNLCK
   * @param length bytes from the start; 0 reaches to the end of the file however it grows
   */
  public record Range(int type, int whence, long start, long length, int pid) {
    /** From the start of the file. */
    public static Range of(int type, long start, long length) {
      return new Range(type, Flags.SEEK_SET, start, length, 0);
    }
  }

  public static void flock(int fd, int operation) {
    Kernel.call(SystemCall.FLOCK, fd, operation);
  }

  /** F_SETLK. */
  public static void setLock(int fd, int type, long start, long length) {
    lock(fd, F_SETLK, Range.of(type, start, length));
  }

  /** F_SETLKW. */
  public static void setLockWait(int fd, int type, long start, long length) {
    lock(fd, F_SETLKW, Range.of(type, start, length));
  }

  /** F_OFD_SETLK. */
  public static void setOfdLock(int fd, int type, long start, long length) {
    lock(fd, F_OFD_SETLK, Range.of(type, start, length));
  }

  /** F_OFD_SETLKW. */
  public static void setOfdLockWait(int fd, int type, long start, long length) {
    lock(fd, F_OFD_SETLKW, Range.of(type, start, length));
  }

  /** F_GETLK: the lock in the way, or one of type F_UNLCK. */
  public static Range getLock(int fd, int type, long start, long length) {
    return lock(fd, F_GETLK, Range.of(type, start, length));
  }

  /** F_OFD_GETLK: the lock in the way, or one of type F_UNLCK. */
  public static Range getOfdLock(int fd, int type, long start, long length) {
    return lock(fd, F_OFD_GETLK, Range.of(type, start, length));
  }

  /** Any of the six commands; what the kernel left in the struct. */
  public static Range lock(int fd, int command, Range range) {
    try (Memory memory = new Memory()) {
      MemorySegment s = memory.bytes(FLOCK_BYTES);
      s.set(Memory.SHORT, 0, (short) range.type());
      s.set(Memory.SHORT, 2, (short) range.whence());
      s.set(Memory.LONG, 8, range.start());
      s.set(Memory.LONG, 16, range.length());
      s.set(Memory.INT, 24, range.pid());
      Kernel.call(SystemCall.FCNTL, fd, command, s.address());
      return new Range(
          s.get(Memory.SHORT, 0),
          s.get(Memory.SHORT, 2),
          s.get(Memory.LONG, 8),
          s.get(Memory.LONG, 16),
          s.get(Memory.INT, 24));
    }
  }

  /** The process id locks are shown with. */
  public static int getpid() {
    return (int) Kernel.call(SystemCall.GETPID);
  }
}
