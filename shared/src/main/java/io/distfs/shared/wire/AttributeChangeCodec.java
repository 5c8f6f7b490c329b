package io.distfs.shared.wire;

import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.AttributeChange.TimeChange;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a change of attributes: one byte that says which fields follow, then those. Stateless.
 */
public final class AttributeChangeCodec {
  private static final int MODE = 1;
  private static final int UID = 1 << 1;
  private static final int GID = 1 << 2;
  private static final int SIZE = 1 << 3;
  private static final int ATIME = 1 << 4;
  private static final int MTIME = 1 << 5;
  private static final int ALL = (1 << 6) - 1;

  private static final int TIME_NOW = 1;
  private static final int TIME_AT = 2;

  private AttributeChangeCodec() {}

  /** Writes a change. */
  public static void write(WireWriter writer, AttributeChange change) {
    writer.u8(
        bit(change.mode(), MODE)
            | bit(change.uid(), UID)
            | bit(change.gid(), GID)
            | bit(change.size(), SIZE)
            | bit(change.atime(), ATIME)
            | bit(change.mtime(), MTIME));
    writeInt(writer, change.mode());
    writeInt(writer, change.uid());
    writeInt(writer, change.gid());
    if (change.size() != null) {
      writer.i64(change.size());
    }
    writeTime(writer, change.atime());
    writeTime(writer, change.mtime());
  }

  /** Reads a change; fields nobody has defined are refused. */
  public static AttributeChange read(WireReader reader) {
    int present = reader.u8();
    if ((present & ~ALL) != 0) {
      throw reader.unknown("attribute change", present);
    }
    return new AttributeChange(
        (present & MODE) == 0 ? null : Integer.valueOf(reader.i32()),
        (present & UID) == 0 ? null : Integer.valueOf(reader.i32()),
        (present & GID) == 0 ? null : Integer.valueOf(reader.i32()),
        (present & SIZE) == 0 ? null : Long.valueOf(reader.i64()),
        (present & ATIME) == 0 ? null : readTime(reader),
        (present & MTIME) == 0 ? null : readTime(reader));
  }

  private static int bit(@Nullable Object field, int bit) {
    return field == null ? 0 : bit;
  }

  private static void writeInt(WireWriter writer, @Nullable Integer value) {
    if (value != null) {
      writer.i32(value);
    }
  }

  private static void writeTime(WireWriter writer, @Nullable TimeChange change) {
    switch (change) {
      case null -> {}
      case TimeChange.Now _ -> writer.u8(TIME_NOW);
      case TimeChange.At at -> {
        writer.u8(TIME_AT);
        TimestampCodec.write(writer, at.time());
      }
    }
  }

  private static TimeChange readTime(WireReader reader) {
    int tag = reader.u8();
    return switch (tag) {
      case TIME_NOW -> new TimeChange.Now();
      case TIME_AT -> new TimeChange.At(TimestampCodec.read(reader));
      default -> throw reader.unknown("time change", tag);
    };
  }
}
