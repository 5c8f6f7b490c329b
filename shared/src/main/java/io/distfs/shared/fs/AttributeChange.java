package io.distfs.shared.fs;

import org.jspecify.annotations.Nullable;

/**
 * What setattr shall change; null leaves a field as it is. Immutable.
 *
 * @param mode new permission bits (07777), type bits are ignored
 * @param size new size of a regular file
 */
public record AttributeChange(
    @Nullable Integer mode,
    @Nullable Integer uid,
    @Nullable Integer gid,
    @Nullable Long size,
    @Nullable TimeChange atime,
    @Nullable TimeChange mtime) {

  /** A new time: given, or that of the command (UTIME_NOW). */
  public sealed interface TimeChange {
    /** The time of the command, as UTIME_NOW. */
    record Now() implements TimeChange {}

    /** This time. */
    record At(Timestamp time) implements TimeChange {}
  }

  /** chmod. */
  public static AttributeChange ofMode(int mode) {
    return new AttributeChange(mode, null, null, null, null, null);
  }

  /** chown; null leaves user or group. */
  public static AttributeChange ofOwner(@Nullable Integer uid, @Nullable Integer gid) {
    return new AttributeChange(null, uid, gid, null, null, null);
  }

  /** truncate. */
  public static AttributeChange ofSize(long size) {
    return new AttributeChange(null, null, null, size, null, null);
  }

  /** utimensat; null leaves a time. */
  public static AttributeChange ofTimes(@Nullable TimeChange atime, @Nullable TimeChange mtime) {
    return new AttributeChange(null, null, null, null, atime, mtime);
  }
}
