package io.distfs.shared.wire;

import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.FileName;

/** Bytes of names and of runs of bytes, each behind its length. Stateless. */
public final class BytesCodec {
  private BytesCodec() {}

  /** Writes a file name behind its length in one byte. */
  public static void write(WireWriter writer, FileName name) {
    writer.u8(name.length());
    writer.raw(name.asBuffer());
  }

  /** Reads a file name; one that is no name is refused. */
  public static FileName readName(WireReader reader) {
    byte[] bytes = reader.raw(reader.count8("name", FileName.BYTES_MAX, 1));
    try {
      return FileName.of(bytes);
    } catch (FsException e) {
      throw reader.invalid("want a file name", e);
    }
  }

  /** Writes bytes behind their length in four bytes. */
  public static void write(WireWriter writer, String what, ByteString bytes, int limit) {
    writer.count32(what, bytes.length(), limit);
    writer.raw(bytes.asBuffer());
  }

  /** Reads bytes behind their length in four bytes. */
  public static ByteString read(WireReader reader, String what, int limit) {
    return ByteString.wrap(reader.raw(reader.count32(what, limit, 1)));
  }
}
