package io.distfs.server.namespace;

import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.id.BlockId;

/**
 * Values of {@link Table#EXTENT} and {@link Table#INLINE}; bytes in docs/METADATA.md. Stateless.
 */
final class SegmentCodec {
  private static final int VERSION = 1;
  private static final int EXTENT_BYTES = 16;

  private SegmentCodec() {}

  static byte[] encodeExtent(Extent extent) {
    return new ValueWriter(VERSION, EXTENT_BYTES)
        .i32(extent.length())
        .i64(extent.block().value())
        .i32(extent.blockOffset())
        .toBytes();
  }

  /** The extent whose last byte in the file the key gave. */
  static Extent decodeExtent(long lastByte, byte[] value) {
    ValueReader in = new ValueReader("extent", VERSION, value);
    int length = in.i32();
    BlockId block = new BlockId(in.i64());
    int blockOffset = in.i32();
    in.end();
    try {
      return new Extent(lastByte - length + 1, length, block, blockOffset);
    } catch (IllegalArgumentException e) {
      throw new CorruptStateException("stored extent: " + e.getMessage());
    }
  }

  static byte[] encodeInline(InlineSegment segment) {
    return new ValueWriter(VERSION, segment.length()).rest(segment.data()).toBytes();
  }

  /** The run whose last byte in the file the key gave. */
  static InlineSegment decodeInline(long lastByte, byte[] value) {
    ByteString data = ByteString.wrap(new ValueReader("inline data", VERSION, value).rest());
    try {
      return new InlineSegment(lastByte - data.length() + 1, data);
    } catch (IllegalArgumentException e) {
      throw new CorruptStateException("stored inline data: " + e.getMessage());
    }
  }
}
