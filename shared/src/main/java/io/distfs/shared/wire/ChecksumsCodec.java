package io.distfs.shared.wire;

import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.fs.Extent;

/** Bytes of the checksums of consecutive units of a block, behind their number. Stateless. */
public final class ChecksumsCodec {
  /** Units of the longest block. */
  static final int COUNT_MAX = Extent.BLOCK_BYTES_MAX / BlockInfo.CHECKSUM_UNIT_BYTES;

  private ChecksumsCodec() {}

  /** Writes checksums. */
  public static void write(WireWriter writer, Checksums checksums) {
    writer.count16("checksums", checksums.count(), COUNT_MAX);
    checksums.putInto(writer.i32s(checksums.count()));
  }

  /** Reads checksums. */
  public static Checksums read(WireReader reader) {
    int[] values = new int[reader.count16("checksums", COUNT_MAX, Integer.BYTES)];
    reader.i32s(values);
    return Checksums.wrap(values);
  }
}
