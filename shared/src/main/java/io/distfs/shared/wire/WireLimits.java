package io.distfs.shared.wire;

/** Greatest counts and lengths of the formats that no record names itself. */
public final class WireLimits {
  /** Bytes of a text for people, a host name or a label. */
  public static final int TEXT_BYTES_MAX = 4096;

  /** Bytes of a symlink's target: PATH_MAX (limits.h) without the NUL. */
  public static final int TARGET_BYTES_MAX = 4095;

  /** Bytes of an extended attribute's name: XATTR_NAME_MAX, linux/limits.h. */
  public static final int XATTR_NAME_BYTES_MAX = 255;

  /** Bytes of an extended attribute's value: XATTR_SIZE_MAX, linux/limits.h. */
  public static final int XATTR_VALUE_BYTES_MAX = 65_536;

  /** Names of one inode's extended attributes: XATTR_LIST_MAX by two bytes, name and NUL. */
  public static final int XATTR_NAMES_MAX = 32_768;

  /** Bytes of the answer to a question for a target, a value or a path. */
  public static final int ANSWER_BYTES_MAX = 65_536;

  private WireLimits() {}
}
