package io.distfs.integration.syscall;

import java.util.Arrays;

/** Error numbers a system call on a file may answer, by their Linux names. */
public enum LinuxError {
  EPERM(1),
  ENOENT(2),
  ESRCH(3),
  EINTR(4),
  EIO(5),
  ENXIO(6),
  E2BIG(7),
  ENOEXEC(8),
  EBADF(9),
  ECHILD(10),
  EAGAIN(11),
  ENOMEM(12),
  EACCES(13),
  EFAULT(14),
  ENOTBLK(15),
  EBUSY(16),
  EEXIST(17),
  EXDEV(18),
  ENODEV(19),
  ENOTDIR(20),
  EISDIR(21),
  EINVAL(22),
  ENFILE(23),
  EMFILE(24),
  ENOTTY(25),
  ETXTBSY(26),
  EFBIG(27),
  ENOSPC(28),
  ESPIPE(29),
  EROFS(30),
  EMLINK(31),
  EPIPE(32),
  EDOM(33),
  ERANGE(34),
  EDEADLK(35),
  ENAMETOOLONG(36),
  ENOLCK(37),
  ENOSYS(38),
  ENOTEMPTY(39),
  ELOOP(40),
  ENODATA(61),
  EPROTO(71),
  EBADMSG(74),
  EOVERFLOW(75),
  EUCLEAN(117),
  EOPNOTSUPP(95),
  EADDRINUSE(98),
  ECONNREFUSED(111),
  ENOTCONN(107),
  ETIMEDOUT(110),
  ESTALE(116);

  private final int number;

  LinuxError(int number) {
    this.number = number;
  }

  /** Its number. */
  public int number() {
    return number;
  }

  /** The name of a number, or the number where it has none here. */
  public static String name(int number) {
    return Arrays.stream(values())
        .filter(error -> error.number == number)
        .map(Enum::name)
        .findFirst()
        .orElse("errno " + number);
  }
}
