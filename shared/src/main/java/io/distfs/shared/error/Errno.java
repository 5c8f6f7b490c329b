package io.distfs.shared.error;

/**
 * Error numbers as Linux defines them ({@code asm-generic/errno-base.h}, {@code errno.h}); the
 * number is what travels on the wire and what the kernel gets.
 */
public enum Errno {
  /** Success. */
  OK(0, "success"),
  EPERM(1, "operation not permitted"),
  ENOENT(2, "no such file or directory"),
  EINTR(4, "interrupted system call"),
  EIO(5, "input/output error"),
  ENXIO(6, "no such device or address"),
  E2BIG(7, "argument list too long"),
  EBADF(9, "bad file descriptor"),
  EAGAIN(11, "resource temporarily unavailable"),
  ENOMEM(12, "cannot allocate memory"),
  EACCES(13, "permission denied"),
  EFAULT(14, "bad address"),
  EBUSY(16, "device or resource busy"),
  EEXIST(17, "file exists"),
  EXDEV(18, "invalid cross-device link"),
  ENODEV(19, "no such device"),
  ENOTDIR(20, "not a directory"),
  EISDIR(21, "is a directory"),
  EINVAL(22, "invalid argument"),
  ENFILE(23, "too many open files in system"),
  EFBIG(27, "file too large"),
  ENOSPC(28, "no space left on device"),
  EROFS(30, "read-only file system"),
  EMLINK(31, "too many links"),
  ERANGE(34, "numerical result out of range"),
  EDEADLK(35, "resource deadlock avoided"),
  ENAMETOOLONG(36, "file name too long"),
  ENOLCK(37, "no locks available"),
  ENOSYS(38, "function not implemented"),
  ENOTEMPTY(39, "directory not empty"),
  ELOOP(40, "too many levels of symbolic links"),
  ENODATA(61, "no data available"),
  EPROTO(71, "protocol error"),
  EBADMSG(74, "bad message"),
  EOVERFLOW(75, "value too large for defined data type"),
  EOPNOTSUPP(95, "operation not supported"),
  ETIMEDOUT(110, "connection timed out"),
  EHOSTDOWN(112, "host is down"),
  ESTALE(116, "stale file handle");

  private static final int NUMBER_LIMIT = 134;
  private static final Errno[] BY_NUMBER = index();

  private final int number;
  private final String words;

  Errno(int number, String words) {
    this.number = number;
    this.words = words;
  }

  /** The Linux number, 0 for {@link #OK}. */
  public int number() {
    return number;
  }

  /** What {@code strerror} says, in lower case. */
  public String words() {
    return words;
  }

  /** The constant of a Linux number; {@link #EIO} for one that DistFS does not know. */
  public static Errno of(int number) {
    if (number < 0 || number >= NUMBER_LIMIT) {
      return EIO;
    }
    return BY_NUMBER[number];
  }

  private static Errno[] index() {
    Errno[] index = new Errno[NUMBER_LIMIT];
    java.util.Arrays.fill(index, EIO);
    for (Errno errno : values()) {
      index[errno.number] = errno;
    }
    return index;
  }
}
