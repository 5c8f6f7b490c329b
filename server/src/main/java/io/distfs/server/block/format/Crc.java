package io.distfs.server.block.format;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** CRC32C (Castagnoli, RFC 3720) of pages, of a block's units and of their checksums. */
public final class Crc {
  private Crc() {}

  /** Of a range of memory. */
  public static int of(MemorySegment memory, long offset, long bytes) {
    CRC32C crc = new CRC32C();
    crc.update(memory.asSlice(offset, bytes).asByteBuffer());
    return (int) crc.getValue();
  }

  /** Of a block's checksums: over their little-endian bytes, in order. */
  public static int ofChecksums(int[] checksums) {
    ByteBuffer bytes =
        ByteBuffer.allocate(checksums.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(checksums);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** Of each {@link Geometry#CHECKSUM_UNIT_BYTES} of a range; the last may be shorter. */
  public static int[] ofUnits(MemorySegment memory, long offset, int bytes) {
    ByteBuffer buffer = memory.asSlice(offset, bytes).asByteBuffer();
    int[] checksums = new int[Geometry.checksumCount(bytes)];
    CRC32C crc = new CRC32C();
    for (int i = 0; i < checksums.length; i++) {
      int start = i * Geometry.CHECKSUM_UNIT_BYTES;
      buffer.limit(Math.min(bytes, start + Geometry.CHECKSUM_UNIT_BYTES)).position(start);
      crc.reset();
      crc.update(buffer);
      checksums[i] = (int) crc.getValue();
    }
    return checksums;
  }
}
