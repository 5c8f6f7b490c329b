package io.distfs.mount.jnr;

/**
 * Functions of {@code struct fuse_lowlevel_ops} of libfuse 2.9, by their slot in it: those that
 * this adapter has. The others stay empty.
 */
enum Operation {
  INIT(0),
  LOOKUP(2),
  GETATTR(4),
  SETATTR(5),
  READLINK(6),
  MKNOD(7),
  MKDIR(8),
  UNLINK(9),
  RMDIR(10),
  SYMLINK(11),
  RENAME(12),
  LINK(13),
  OPEN(14),
  READ(15),
  WRITE(16),
  FLUSH(17),
  RELEASE(18),
  FSYNC(19),
  OPENDIR(20),
  READDIR(21),
  RELEASEDIR(22),
  FSYNCDIR(23),
  STATFS(24),
  SETXATTR(25),
  GETXATTR(26),
  LISTXATTR(27),
  REMOVEXATTR(28),
  CREATE(30),
  GETLK(31),
  SETLK(32),
  FLOCK(39),
  FALLOCATE(40);

  private static final int SLOTS = 41;

  /** Size of the struct. */
  static final long TABLE_BYTES = (long) SLOTS * Long.BYTES;

  private final int slot;

  Operation(int slot) {
    this.slot = slot;
  }

  /** Offset of the function pointer in the struct. */
  long offset() {
    return (long) slot * Long.BYTES;
  }
}
