package io.distfs.server.namespace;

/** The named maxima of the replicated state. Part of the rules: equal on every server. */
public final class Limits {
  /** Greatest number of links of an inode, as ext4: beyond it EMLINK. */
  public static final int LINKS_MAX = 65_000;

  /** Greatest length of a symlink's target: PATH_MAX without its NUL. */
  public static final int TARGET_BYTES_MAX = 4095;

  /** Greatest length of an extended attribute's name: XATTR_NAME_MAX. */
  public static final int XATTR_NAME_BYTES_MAX = 255;

  /** Greatest length of an extended attribute's value: XATTR_SIZE_MAX. */
  public static final int XATTR_VALUE_BYTES_MAX = 65_536;

  /** Names and values of all extended attributes of one inode; beyond it ENOSPC. */
  public static final int XATTR_TOTAL_BYTES_MAX = 256 << 10;

  /** Names with their NULs: XATTR_LIST_MAX, so that listxattr never fails. */
  public static final int XATTR_LIST_BYTES_MAX = 65_536;

  /** Inline data of all files together: 16 GiB; beyond it clients write blocks. */
  public static final long INLINE_TOTAL_BYTES_MAX = 16L << 30;

  /** Greatest number of live sessions. */
  public static final int SESSIONS_MAX = 4096;

  /** Greatest length of what a client says of itself. */
  public static final int CLIENT_BYTES_MAX = 1024;

  /** Greatest number of open grants of one kind of a session. */
  public static final int GRANTS_MAX = 64;

  /** Greatest number of locks on one inode; beyond it ENOLCK. All are read to grant another. */
  public static final int LOCKS_INODE_MAX = 4096;

  /**
   * Greatest number of locks of one session; beyond it ENOLCK. Its end frees all in one command.
   */
  public static final int LOCKS_SESSION_MAX = 16_384;

  /** Records of the reclaim queue one command drops at most. */
  public static final int RECLAIMS_DROPPED_MAX = 16_384;

  /** Segments one command that works piece by piece looks at, in each file it touches. */
  public static final int SEGMENTS_PER_COMMAND_MAX = 1024;

  /** Greatest length of a path that is told to people. */
  public static final int PATH_BYTES_MAX = 65_536;

  /** Names looked through for a path when the inode's own hint does not lead to one. */
  public static final int PATH_SCAN_MAX = 1_000_000;

  /** {@code st_size} of every directory. */
  static final long DIRECTORY_BYTES = 4096;

  /** Neighbouring inline runs are joined up to this length: fewer keys for small appends. */
  static final int INLINE_JOIN_BYTES_MAX = 4096;

  private Limits() {}
}
