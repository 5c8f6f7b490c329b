package io.distfs.integration.syscall;

import static io.distfs.integration.syscall.Flags.AT_FDCWD;
import static io.distfs.integration.syscall.Flags.AT_REMOVEDIR;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Calls that make, move and remove names. */
public final class Names {
  private static final int PATH_MAX = 4096;

  private Names() {}

  public static void mkdir(String path, int mode) {
    mkdirat(AT_FDCWD, path, mode);
  }

  public static void mkdirat(int directory, String path, int mode) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.MKDIRAT, directory, memory.string(path), mode);
    }
  }

  public static void mknod(String path, int mode) {
    mknod(path, mode, 0, 0);
  }

  public static void mknod(String path, int mode, int major, int minor) {
    try (Memory memory = new Memory()) {
      long device = (minor & 0xffL) | ((long) major << 8) | ((minor & ~0xffL) << 12);
      Kernel.call(SystemCall.MKNODAT, AT_FDCWD, memory.string(path), mode, device);
    }
  }

  public static void unlink(String path) {
    unlinkat(AT_FDCWD, path, 0);
  }

  public static void rmdir(String path) {
    unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
  }

  public static void unlinkat(int directory, String path, int flags) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.UNLINKAT, directory, memory.string(path), flags);
    }
  }

  public static void link(String from, String to) {
    linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
  }

  public static void linkat(int fromDirectory, String from, int toDirectory, String to, int flags) {
    try (Memory memory = new Memory()) {
      Kernel.call(
          SystemCall.LINKAT,
          fromDirectory,
          memory.string(from),
          toDirectory,
          memory.string(to),
          flags);
    }
  }

  public static void symlink(String target, String path) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.SYMLINKAT, memory.string(target), AT_FDCWD, memory.string(path));
    }
  }

  public static String readlink(String path) {
    return readlinkat(AT_FDCWD, path, PATH_MAX);
  }

  public static String readlinkat(int directory, String path, int size) {
    try (Memory memory = new Memory()) {
      MemorySegment buffer = memory.bytes(size);
      long length =
          Kernel.call(
              SystemCall.READLINKAT, directory, memory.string(path), buffer.address(), size);
      return new String(Memory.toArray(buffer, length), StandardCharsets.ISO_8859_1);
    }
  }

  public static void rename(String from, String to) {
    renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
  }

  public static void rename(String from, String to, int flags) {
    renameat2(AT_FDCWD, from, AT_FDCWD, to, flags);
  }

  public static void renameat2(
      int fromDirectory, String from, int toDirectory, String to, int flags) {
    try (Memory memory = new Memory()) {
      Kernel.call(
          SystemCall.RENAMEAT2,
          fromDirectory,
          memory.string(from),
          toDirectory,
          memory.string(to),
          flags);
    }
  }

  public static void chdir(String path) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.CHDIR, memory.string(path));
    }
  }

  public static void fchdir(int fd) {
    Kernel.call(SystemCall.FCHDIR, fd);
  }

  public static String getcwd() {
    try (Memory memory = new Memory()) {
      MemorySegment buffer = memory.bytes(PATH_MAX);
      long length = Kernel.call(SystemCall.GETCWD, buffer.address(), PATH_MAX);
      return new String(Memory.toArray(buffer, length - 1), StandardCharsets.ISO_8859_1);
    }
  }
}
