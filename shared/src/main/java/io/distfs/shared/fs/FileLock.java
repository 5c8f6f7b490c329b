package io.distfs.shared.fs;

/**
 * An advisory lock on a range of a file, held or asked for. Immutable.
 *
 * @param kind whole-file or record lock; the two kinds do not see each other, as on Linux
 * @param mode what it allows others, or that the range is given up
 * @param start first byte
 * @param end last byte, {@link Long#MAX_VALUE} for up to the end of the file however it grows
 * @param owner who holds it, unique within a client: the kernel's lock owner
 * @param pid the process, for F_GETLK and for people; 0 if unknown
 */
public record FileLock(Kind kind, Mode mode, long start, long end, long owner, int pid) {

  /** Whole-file lock of flock(2), or record lock of fcntl(2) (POSIX and open file description). */
  public enum Kind {
    FLOCK,
    RECORD
  }

  /** F_RDLCK, F_WRLCK, F_UNLCK. */
  public enum Mode {
    SHARED,
    EXCLUSIVE,
    UNLOCK
  }

  public FileLock {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("range of a lock: " + start + " to " + end);
    }
  }
}
