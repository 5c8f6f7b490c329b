package io.distfs.shared.wire;

import io.distfs.shared.fs.Timestamp;

/** Bytes of a point in time: seconds in eight, nanoseconds in four. Stateless. */
public final class TimestampCodec {
  private static final int NANOS_MAX = 999_999_999;

  private TimestampCodec() {}

  /** Writes a time. */
  public static void write(WireWriter writer, Timestamp time) {
    writer.i64(time.seconds());
    writer.i32(time.nanos());
  }

  /** Reads a time. */
  public static Timestamp read(WireReader reader) {
    return new Timestamp(reader.i64(), reader.u31("nanoseconds", NANOS_MAX));
  }
}
