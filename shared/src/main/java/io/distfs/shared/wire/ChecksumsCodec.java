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
    for (int unit = 0; unit < checksums.count(); unit++) {
      writer.i32(checksums.at(unit));
    }
  }

  /** Reads checksums. */
  public static Checksums read(WireReader reader) {
    int[] values = new int[reader.count16("checksums", COUNT_MAX, Integer.BYTES)];
    for (int unit = 0; unit < values.length; unit++) {
      values[unit] = reader.i32();
    }
    return Checksums.wrap(values);
  }
}
