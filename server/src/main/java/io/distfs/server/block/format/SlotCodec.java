package io.distfs.server.block.format;

import static io.distfs.server.block.format.LittleEndian.INT;
import static io.distfs.server.block.format.LittleEndian.LONG;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a slot to {@link SlotHeader} and back, for one block file. Immutable, thread-safe.
 *
 * <pre>
 *  0 store tag:8 | 8 sequence:8 | 16 block:8 | 24 inode:8 | 32 file offset:8 | 40 time millis:8 |
 * 48 length:4 | 52 unit:4 | 56 checksum of checksums:4 | 60 crc:4
 * </pre>
 *
 * The crc covers the store's UUID and the file's number too, which are not in the slot: a slot that
 * strayed here from another file, or lies inside stored data, does not pass. 64 aligned bytes never
 * straddle a sector, so a device that writes sectors whole writes slots whole; where it does not,
 * the crc shows it. All zero means empty.
 */
public final class SlotCodec {
  /** Bytes of one slot. */
  public static final int SLOT_BYTES = 64;

  private static final int CRC_OFFSET = 60;
  private static final int SALT_BYTES = 20;

  private final long storeTag;
  private final byte[] salt;

  /** The codec of one file of one store. */
  public SlotCodec(UUID store, int fileNumber) {
    storeTag = store.getMostSignificantBits();
    salt =
        ByteBuffer.allocate(SALT_BYTES)
            .putLong(store.getMostSignificantBits())
            .putLong(store.getLeastSignificantBits())
            .putInt(fileNumber)
            .array();
  }

  /** Writes a header; torn writes of it do not decode. */
  public void encode(MemorySegment memory, long offset, SlotHeader header) {
    MemorySegment slot = memory.asSlice(offset, SLOT_BYTES);
    slot.set(LONG, 0, storeTag);
    slot.set(LONG, 8, header.sequence());
    slot.set(LONG, 16, header.block());
    slot.set(LONG, 24, header.inode());
    slot.set(LONG, 32, header.fileOffset());
    slot.set(LONG, 40, header.timeMillis());
    slot.set(INT, 48, header.length());
    slot.set(INT, 52, header.unit());
    slot.set(INT, 56, header.checksum());
    slot.set(INT, CRC_OFFSET, crc(slot));
  }

  /** The header at an offset, or null when the slot is empty, torn or not of this file. */
  public @Nullable SlotHeader decode(MemorySegment memory, long offset) {
    MemorySegment slot = memory.asSlice(offset, SLOT_BYTES);
    if (slot.get(LONG, 0) != storeTag || slot.get(INT, CRC_OFFSET) != crc(slot)) {
      return null;
    }
    return new SlotHeader(
        slot.get(LONG, 8),
        slot.get(LONG, 16),
        slot.get(LONG, 24),
        slot.get(LONG, 32),
        slot.get(LONG, 40),
        slot.get(INT, 48),
        slot.get(INT, 52),
        slot.get(INT, 56));
  }

  /** Whether nothing was ever written to a slot, or it was cleared. */
  public static boolean isEmpty(MemorySegment memory, long offset) {
    long bits = 0;
    for (int at = 0; at < SLOT_BYTES; at += Long.BYTES) {
      bits |= memory.get(LONG, offset + at);
    }
    return bits == 0;
  }

  /** Makes a slot empty. */
  public static void clear(MemorySegment memory, long offset) {
    memory.asSlice(offset, SLOT_BYTES).fill((byte) 0);
  }

  private int crc(MemorySegment slot) {
    CRC32C crc = new CRC32C();
    crc.update(salt);
    crc.update(slot.asSlice(0, CRC_OFFSET).asByteBuffer());
    return (int) crc.getValue();
  }
}
