package io.distfs.client.block;

import io.distfs.shared.fs.BlockInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Ranges and checksums over bytes that lie in several buffers. Pure. */
public final class BlockBuffers {
  private static final int UNIT = BlockInfo.CHECKSUM_UNIT_BYTES;

  private BlockBuffers() {}

  /** Views of a range, in order, without a copy. */
  public static ByteBuffer[] slice(ByteBuffer[] views, int offset, int length) {
    List<ByteBuffer> parts = new ArrayList<>();
    int skip = offset;
    int left = length;
    for (ByteBuffer view : views) {
      int bytes = view.remaining();
      if (skip >= bytes) {
        skip -= bytes;
      } else if (left > 0) {
        int take = Math.min(left, bytes - skip);
        parts.add(view.slice(view.position() + skip, take));
        skip = 0;
        left -= take;
      }
    }
    if (left != 0) {
      throw new IllegalStateException(
          "range " + offset + "+" + length + " is " + left + " bytes longer than the buffers");
    }
    return parts.toArray(ByteBuffer[]::new);
  }

  /** CRC32C of each 4 KiB unit; the last may be shorter. */
  static int[] checksums(ByteBuffer[] views, int bytes) {
    int[] checksums = new int[(bytes + UNIT - 1) / UNIT];
    CRC32C crc = new CRC32C();
    int done = 0;
    for (ByteBuffer view : views) {
      ByteBuffer rest = view.duplicate();
      while (rest.hasRemaining()) {
        int take = Math.min(rest.remaining(), UNIT - done % UNIT);
        crc.update(rest.slice(rest.position(), take));
        rest.position(rest.position() + take);
        done += take;
        if (done % UNIT == 0 || done == bytes) {
          checksums[(done - 1) / UNIT] = (int) crc.getValue();
          crc.reset();
        }
      }
    }
    if (done != bytes) {
      throw new IllegalStateException("buffers hold " + done + " bytes, want " + bytes);
    }
    return checksums;
  }
}
