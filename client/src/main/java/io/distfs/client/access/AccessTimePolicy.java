package io.distfs.client.access;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * Which reads move the time of access: the options of mount(8), judged as {@code
 * relatime_need_update} of the kernel's fs/inode.c does. Immutable.
 *
 * @param mode when a read counts
 * @param directories whether listings count, or as with nodiratime never
 */
public record AccessTimePolicy(Mode mode, boolean directories) {
  /** As mounts are unless told otherwise. */
  public static final AccessTimePolicy DEFAULT = new AccessTimePolicy(Mode.RELATIME, true);

  /** Nothing moves: a mount that is read-only. */
  public static final AccessTimePolicy NONE = new AccessTimePolicy(Mode.NOATIME, false);

  private static final long DAY_SECONDS = 24 * 60 * 60;

  /** When a read counts. */
  public enum Mode {
    /** When atime is not later than the last change, or a day old. */
    RELATIME,
    /** Never. */
    NOATIME,
    /** Always. */
    STRICTATIME
  }

  /** Whether any read counts. */
  boolean countsAny() {
    return mode != Mode.NOATIME;
  }

  /**
   * Whether a read moves the time of access.
   *
   * @param attributes as they are
   * @param atime the inode's, which may be newer than what the attributes say
   * @param lastWrite of data the attributes do not know of yet, null without
   * @param nowSeconds about the present
   */
  boolean moves(
      Attributes attributes, Timestamp atime, @Nullable Timestamp lastWrite, long nowSeconds) {
    if (!directories && attributes.type() == FileType.DIRECTORY) {
      return false;
    }
    return switch (mode) {
      case NOATIME -> false;
      case STRICTATIME -> true;
      case RELATIME -> {
        Attributes.Times times = attributes.times();
        yield atime.compareTo(times.mtime()) <= 0
            || atime.compareTo(times.ctime()) <= 0
            || (lastWrite != null && atime.compareTo(lastWrite) <= 0)
            || nowSeconds - atime.seconds() >= DAY_SECONDS;
      }
    };
  }
}
