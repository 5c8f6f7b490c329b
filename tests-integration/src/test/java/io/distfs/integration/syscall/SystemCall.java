package io.distfs.integration.syscall;

/** The system calls in use, with their numbers on x86-64 and on the generic table (aarch64). */
public enum SystemCall {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  LSEEK(8, 62),
  MMAP(9, 222),
  MPROTECT(10, 226),
  MUNMAP(11, 215),
  IOCTL(16, 29),
  PREAD64(17, 67),
  PWRITE64(18, 68),
  READV(19, 65),
  WRITEV(20, 66),
  MSYNC(26, 227),
  DUP(32, 23),
  GETPID(39, 172),
  SENDFILE(40, 71),
  SOCKET(41, 198),
  CONNECT(42, 203),
  BIND(49, 200),
  LISTEN(50, 201),
  FCNTL(72, 25),
  FLOCK(73, 32),
  FSYNC(74, 82),
  FDATASYNC(75, 83),
  TRUNCATE(76, 45),
  FTRUNCATE(77, 46),
  GETCWD(79, 17),
  CHDIR(80, 49),
  FCHDIR(81, 50),
  FCHMOD(91, 52),
  FCHOWN(93, 55),
  UMASK(95, 166),
  SETGROUPS(116, 159),
  SETRESUID(117, 147),
  SETRESGID(119, 149),
  STATFS(137, 43),
  FSTATFS(138, 44),
  SYNC(162, 81),
  GETTID(186, 178),
  SETXATTR(188, 5),
  LSETXATTR(189, 6),
  FSETXATTR(190, 7),
  GETXATTR(191, 8),
  LGETXATTR(192, 9),
  FGETXATTR(193, 10),
  LISTXATTR(194, 11),
  LLISTXATTR(195, 12),
  FLISTXATTR(196, 13),
  REMOVEXATTR(197, 14),
  LREMOVEXATTR(198, 15),
  FREMOVEXATTR(199, 16),
  GETDENTS64(217, 61),
  FADVISE64(221, 223),
  TGKILL(234, 131),
  OPENAT(257, 56),
  MKDIRAT(258, 34),
  MKNODAT(259, 33),
  FCHOWNAT(260, 54),
  NEWFSTATAT(262, 79),
  UNLINKAT(263, 35),
  LINKAT(265, 37),
  SYMLINKAT(266, 36),
  READLINKAT(267, 78),
  FCHMODAT(268, 53),
  FACCESSAT(269, 48),
  UNSHARE(272, 97),
  UTIMENSAT(280, 88),
  FALLOCATE(285, 47),
  DUP3(292, 24),
  PIPE2(293, 59),
  NAME_TO_HANDLE_AT(303, 264),
  OPEN_BY_HANDLE_AT(304, 265),
  SYNCFS(306, 267),
  RENAMEAT2(316, 276),
  COPY_FILE_RANGE(326, 285),
  PWRITEV2(328, 287),
  STATX(332, 291),
  FACCESSAT2(439, 439);

  private static final boolean X86 = System.getProperty("os.arch").equals("amd64");

  private final int x86;
  private final int generic;

  SystemCall(int x86, int generic) {
    this.x86 = x86;
    this.generic = generic;
  }

  /** Its number on this machine. */
  int number() {
    return X86 ? x86 : generic;
  }
}
