package io.distfs.client.vfs;

/** Flags of open(2) as Linux numbers them on x86-64 and arm64 (asm-generic/fcntl.h). */
final class OpenFlags {
  static final int ACCESS_MODE = 3;
  static final int WRITE_ONLY = 1;
  static final int EXCLUSIVE = 0200;
  static final int TRUNCATE = 01000;
  static final int NO_ACCESS_TIME = 01000000;

  private OpenFlags() {}

  static boolean has(int flags, int flag) {
    return (flags & flag) != 0;
  }
}
