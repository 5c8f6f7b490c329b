package io.distfs.shared.wire;

import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.BlockId;
import java.util.List;

/** Bytes of a file's segments: a tag, then an extent or inline data. Stateless. */
public final class SegmentCodec {
  private static final int EXTENT = 1;
  private static final int INLINE = 2;

  /** Tag, offset, length, one byte of data. */
  private static final int BYTES_MIN = 1 + Long.BYTES + Integer.BYTES + 1;

  private SegmentCodec() {}

  /** Writes a segment. */
  public static void write(WireWriter writer, Segment segment) {
    switch (segment) {
      case Extent extent -> {
        writer.u8(EXTENT);
        writer.i64(extent.offset());
        writer.i32(extent.length());
        IdCodec.write(writer, extent.block());
        writer.i32(extent.blockOffset());
      }
      case InlineSegment inline -> {
        writer.u8(INLINE);
        writer.i64(inline.offset());
        BytesCodec.write(writer, "inline data", inline.data(), InlineSegment.BYTES_MAX);
      }
    }
  }

  /** Reads a segment. */
  public static Segment read(WireReader reader) {
    int tag = reader.u8();
    return switch (tag) {
      case EXTENT -> readExtent(reader);
      case INLINE -> readInline(reader);
      default -> throw reader.unknown("segment", tag);
    };
  }

  /** Writes segments behind their number. */
  public static void writeAll(WireWriter writer, List<Segment> segments, int limit) {
    writer.count16("segments", segments.size(), limit);
    Decoding.writeAll(writer, segments, SegmentCodec::write);
  }

  /** Reads segments behind their number. */
  public static List<Segment> readAll(WireReader reader, int limit) {
    int count = reader.count16("segments", limit, BYTES_MIN);
    return Decoding.readAll(reader, count, SegmentCodec::read);
  }

  private static Extent readExtent(WireReader reader) {
    long offset = reader.i64();
    int length = reader.i32();
    BlockId block = IdCodec.readBlock(reader);
    int blockOffset = reader.i32();
    try {
      return new Extent(offset, length, block, blockOffset);
    } catch (IllegalArgumentException e) {
      throw reader.invalid("want an extent", e);
    }
  }

  private static InlineSegment readInline(WireReader reader) {
    long offset = reader.i64();
    ByteString data = BytesCodec.read(reader, "inline data", InlineSegment.BYTES_MAX);
    try {
      return new InlineSegment(offset, data);
    } catch (IllegalArgumentException e) {
      throw reader.invalid("want an inline segment", e);
    }
  }
}
