package io.distfs.server.block.format;

import static io.distfs.server.block.format.LittleEndian.INT;
import static io.distfs.server.block.format.LittleEndian.LONG;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.lang.foreign.MemorySegment;
import java.util.UUID;

/**
 * Bytes of the superblock page to {@link Superblock} and back; byte table in {@code docs/DISK.md}.
 * Two copies are kept, on the first two pages.
 */
public final class SuperblockCodec {
  /** The version this code writes, and the only one there is. */
  public static final int VERSION = 1;

  /** "DISTFSBK" as the file's first eight bytes. */
  static final long MAGIC = 0x4b42_5346_5453_4944L;

  private static final int COPIES = 2;
  private static final int CRC_OFFSET = Geometry.PAGE_BYTES - Integer.BYTES;

  private SuperblockCodec() {}

  /** Writes both copies. */
  public static void encode(MemorySegment memory, Superblock superblock) {
    for (int copy = 0; copy < COPIES; copy++) {
      encodePage(page(memory, copy), superblock);
    }
  }

  private static void encodePage(MemorySegment page, Superblock superblock) {
    Geometry geometry = superblock.geometry();
    page.fill((byte) 0);
    page.set(LONG, 0, MAGIC);
    page.set(INT, 8, VERSION);
    page.set(INT, 12, superblock.fileNumber());
    page.set(LONG, 16, Long.reverseBytes(superblock.store().getMostSignificantBits()));
    page.set(LONG, 24, Long.reverseBytes(superblock.store().getLeastSignificantBits()));
    page.set(LONG, 32, geometry.fileBytes());
    page.set(INT, 40, geometry.unitBytes());
    page.set(INT, 44, geometry.unitCount());
    page.set(LONG, 48, geometry.bitmapOffset());
    page.set(LONG, 56, geometry.slotsOffset());
    page.set(LONG, 64, geometry.checksumsOffset());
    page.set(LONG, 72, geometry.dataOffset());
    page.set(INT, 80, Geometry.CHECKSUM_UNIT_BYTES);
    page.set(INT, 84, SlotCodec.SLOT_BYTES);
    page.set(LONG, 88, superblock.createdMillis());
    page.set(INT, CRC_OFFSET, Crc.of(page, 0, CRC_OFFSET));
  }

  /** Whether a copy is damaged while the other can be read: worth writing both anew. */
  public static boolean needsRepair(MemorySegment memory) {
    return isDamaged(page(memory, 0)) || isDamaged(page(memory, 1));
  }

  /**
   * The superblock of a file, from its first good copy.
   *
   * @throws FsException EIO when both copies are damaged, EOPNOTSUPP for another version
   */
  public static Superblock decode(MemorySegment memory, String name) {
    for (int copy = 0; copy < COPIES; copy++) {
      MemorySegment page = page(memory, copy);
      if (!isDamaged(page)) {
        return decodePage(page, memory.byteSize(), name);
      }
    }
    MemorySegment page = page(memory, 0);
    throw new FsException(
        Errno.EIO,
        "%s: superblock and its copy damaged: magic want %016x have %016x, crc want %08x have %08x"
            .formatted(
                name,
                MAGIC,
                page.get(LONG, 0),
                Crc.of(page, 0, CRC_OFFSET),
                page.get(INT, CRC_OFFSET)));
  }

  private static Superblock decodePage(MemorySegment page, long bytes, String name) {
    int version = page.get(INT, 8);
    if (version != VERSION) {
      throw new FsException(
          Errno.EOPNOTSUPP,
          "%s: block file of version %d, this program reads %d".formatted(name, version, VERSION));
    }
    Geometry geometry =
        new Geometry(
            page.get(LONG, 32),
            page.get(INT, 40),
            page.get(INT, 44),
            page.get(LONG, 48),
            page.get(LONG, 56),
            page.get(LONG, 64),
            page.get(LONG, 72));
    if (geometry.fileBytes() != bytes || !geometry.isWellFormed()) {
      throw new FsException(
          Errno.EIO,
          "%s: superblock does not fit its file of %d bytes: %s".formatted(name, bytes, geometry));
    }
    UUID store =
        new UUID(Long.reverseBytes(page.get(LONG, 16)), Long.reverseBytes(page.get(LONG, 24)));
    return new Superblock(store, page.get(INT, 12), geometry, page.get(LONG, 88));
  }

  private static boolean isDamaged(MemorySegment page) {
    return page.get(LONG, 0) != MAGIC || page.get(INT, CRC_OFFSET) != Crc.of(page, 0, CRC_OFFSET);
  }

  private static MemorySegment page(MemorySegment memory, int copy) {
    return memory.asSlice((long) copy * Geometry.PAGE_BYTES, Geometry.PAGE_BYTES);
  }
}
