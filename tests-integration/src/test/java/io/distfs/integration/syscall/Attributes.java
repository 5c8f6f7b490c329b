package io.distfs.integration.syscall;

import static io.distfs.integration.syscall.Flags.AT_EMPTY_PATH;
import static io.distfs.integration.syscall.Flags.AT_FDCWD;
import static io.distfs.integration.syscall.Flags.AT_SYMLINK_NOFOLLOW;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Calls that ask and change what is known of a file besides its content. */
public final class Attributes {
  private static final int STATX_ALL = 0xfff;
  private static final int STATX_MODE = 2;

  private Attributes() {}

  public static Stat stat(String path) {
    return statx(AT_FDCWD, path, 0);
  }

  public static Stat lstat(String path) {
    return statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);
  }

  public static Stat fstat(int fd) {
    return statx(fd, "", AT_EMPTY_PATH);
  }

  public static Stat statx(int directory, String path, int flags) {
    return statx(directory, path, flags, STATX_ALL);
  }

  /** The mode, asked for alone: the kernel may know it where it would have to ask for the rest. */
  public static int modeAlone(String path) {
    return statx(AT_FDCWD, path, 0, STATX_MODE).permissions();
  }

  private static Stat statx(int directory, String path, int flags, int wanted) {
    try (Memory memory = new Memory()) {
      MemorySegment answer = memory.bytes(Stat.BYTES);
      Kernel.call(
          SystemCall.STATX, directory, memory.string(path), flags, wanted, answer.address());
      return Stat.of(answer);
    }
  }

  public static StatFs statfs(String path) {
    try (Memory memory = new Memory()) {
      MemorySegment answer = memory.bytes(256);
      Kernel.call(SystemCall.STATFS, memory.string(path), answer.address());
      return statFs(answer);
    }
  }

  public static StatFs fstatfs(int fd) {
    try (Memory memory = new Memory()) {
      MemorySegment answer = memory.bytes(256);
      Kernel.call(SystemCall.FSTATFS, fd, answer.address());
      return statFs(answer);
    }
  }

  public static void chmod(String path, int mode) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.FCHMODAT, AT_FDCWD, memory.string(path), mode);
    }
  }

  public static void fchmod(int fd, int mode) {
    Kernel.call(SystemCall.FCHMOD, fd, mode);
  }

  public static void chown(String path, int uid, int gid) {
    fchownat(path, uid, gid, 0);
  }

  public static void lchown(String path, int uid, int gid) {
    fchownat(path, uid, gid, AT_SYMLINK_NOFOLLOW);
  }

  public static void fchown(int fd, int uid, int gid) {
    Kernel.call(SystemCall.FCHOWN, fd, uid, gid);
  }

  public static void utimens(String path, Time access, Time modification) {
    utimensat(AT_FDCWD, path, access, modification, 0);
  }

  /** utimensat(2); without a path on the descriptor itself. */
  public static void utimensat(
      int directory, @Nullable String path, Time access, Time modification, int flags) {
    try (Memory memory = new Memory()) {
      MemorySegment times =
          memory.longs(
              access.seconds(), access.nanos(), modification.seconds(), modification.nanos());
      long name = path == null ? 0 : memory.string(path);
      Kernel.call(SystemCall.UTIMENSAT, directory, name, times.address(), flags);
    }
  }

  /** utimensat(2) without times: both are now. */
  public static void touch(String path) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.UTIMENSAT, AT_FDCWD, memory.string(path), 0, 0);
    }
  }

  public static void access(String path, int mode) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.FACCESSAT, AT_FDCWD, memory.string(path), mode);
    }
  }

  public static void faccessat2(int directory, String path, int mode, int flags) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.FACCESSAT2, directory, memory.string(path), mode, flags);
    }
  }

  /** Of the calling thread, where it has a root and working folder of its own. */
  public static int umask(int mask) {
    return (int) Kernel.call(SystemCall.UMASK, mask);
  }

  private static void fchownat(String path, int uid, int gid, int flags) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.FCHOWNAT, AT_FDCWD, memory.string(path), uid, gid, flags);
    }
  }

  private static StatFs statFs(MemorySegment s) {
    return new StatFs(
        s.get(Memory.LONG, 0),
        s.get(Memory.LONG, 8),
        s.get(Memory.LONG, 16),
        s.get(Memory.LONG, 24),
        s.get(Memory.LONG, 32),
        s.get(Memory.LONG, 40),
        s.get(Memory.LONG, 48),
        s.get(Memory.LONG, 64),
        s.get(Memory.LONG, 72));
  }
}
