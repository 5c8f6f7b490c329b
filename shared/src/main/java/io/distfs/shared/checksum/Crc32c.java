package io.distfs.shared.checksum;

import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Checksums;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Computes CRC32Cs (RFC 3720, Castagnoli polynomial) over buffers, in units of 4 KiB. Reusable, so
 * that nothing is allocated per unit. Confined to one thread.
 */
public final class Crc32c {
  private static final int UNIT_BYTES = BlockInfo.CHECKSUM_UNIT_BYTES;

  /** What {@link #firstMismatch} gives when there is none. */
  public static final int NONE = -1;

  private final CRC32C crc = new CRC32C();

  /** CRC32C would allocate this for every read-only buffer on the heap. */
  private final byte[] scratch = new byte[UNIT_BYTES];

  /** Number of units that so many bytes make, the last one perhaps short. */
  public static int unitsOf(int bytes) {
    return Math.ceilDiv(bytes, UNIT_BYTES);
  }

  /** The CRC32C of a buffer's remaining bytes; its position does not move. */
  public int of(ByteBuffer bytes) {
    crc.reset();
    update(bytes.duplicate());
    return (int) crc.getValue();
  }

  /**
   * The CRC32Cs of each 4 KiB of these buffers' remaining bytes, taken as one run; units may span
   * buffers, positions do not move.
   */
  public int[] units(ByteBuffer... buffers) {
    int[] units = new int[unitsOf(remaining(buffers))];
    int unit = 0;
    int inUnit = 0;
    crc.reset();
    for (ByteBuffer buffer : buffers) {
      ByteBuffer rest = buffer.duplicate();
      int end = rest.limit();
      while (rest.position() < end) {
        int bytes = Math.min(UNIT_BYTES - inUnit, end - rest.position());
        rest.limit(rest.position() + bytes);
        update(rest);
        inUnit += bytes;
        if (inUnit == UNIT_BYTES) {
          units[unit++] = (int) crc.getValue();
          crc.reset();
          inUnit = 0;
        }
      }
    }
    if (inUnit > 0) {
      units[unit] = (int) crc.getValue();
    }
    return units;
  }

  /**
   * Checks bytes against their checksums.
   *
   * @return the first unit that is not what it should be (or missing on either side), or {@link
   *     #NONE}
   */
  public int firstMismatch(Checksums want, ByteBuffer... buffers) {
    int[] have = units(buffers);
    int both = Math.min(have.length, want.count());
    for (int unit = 0; unit < both; unit++) {
      if (have[unit] != want.at(unit)) {
        return unit;
      }
    }
    return have.length == want.count() ? NONE : both;
  }

  /**
   * The checksum of a block as the block table holds it: the CRC32C over its units' CRC32Cs, each
   * as four little-endian bytes, in order.
   *
   * @param parts the units' checksums, of the whole block or of its pieces in order
   */
  public int ofChecksums(Checksums... parts) {
    crc.reset();
    for (Checksums part : parts) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Integer.BYTES * part.count()).order(ByteOrder.LITTLE_ENDIAN);
      part.putInto(bytes.asIntBuffer());
      crc.update(bytes);
    }
    return (int) crc.getValue();
  }

  private void update(ByteBuffer bytes) {
    if (bytes.isDirect() || bytes.hasArray()) {
      crc.update(bytes);
      return;
    }
    while (bytes.hasRemaining()) {
      int count = Math.min(scratch.length, bytes.remaining());
      bytes.get(scratch, 0, count);
      crc.update(scratch, 0, count);
    }
  }

  private static int remaining(ByteBuffer[] buffers) {
    int sum = 0;
    for (ByteBuffer buffer : buffers) {
      sum = Math.addExact(sum, buffer.remaining());
    }
    return sum;
  }
}
