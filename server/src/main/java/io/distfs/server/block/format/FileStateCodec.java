package io.distfs.server.block.format;

import static io.distfs.server.block.format.LittleEndian.INT;
import static io.distfs.server.block.format.LittleEndian.LONG;

import java.lang.foreign.MemorySegment;

/**
 * Bytes of the state page to {@link FileState} and back. A page that does not check, torn or not,
 * means "in use": the only cost is a full scan of the slot table.
 */
public final class FileStateCodec {
  /** "DISTFSST" as the page's first eight bytes. */
  private static final long MAGIC = 0x5453_5346_5453_4944L;

  private static final long PAGE_OFFSET = 2L * Geometry.PAGE_BYTES;
  private static final int CRC_OFFSET = Geometry.PAGE_BYTES - Integer.BYTES;
  private static final int CLEAN = 1;

  private FileStateCodec() {}

  /** Writes the page. */
  public static void encode(MemorySegment memory, FileState state) {
    MemorySegment page = memory.asSlice(PAGE_OFFSET, Geometry.PAGE_BYTES);
    page.fill((byte) 0);
    page.set(LONG, 0, MAGIC);
    page.set(INT, 8, state.clean() ? CLEAN : 0);
    page.set(INT, 12, state.bitmapChecksum());
    page.set(LONG, 16, state.nextSequence());
    page.set(INT, CRC_OFFSET, Crc.of(page, 0, CRC_OFFSET));
  }

  /** Reads the page. */
  public static FileState decode(MemorySegment memory) {
    MemorySegment page = memory.asSlice(PAGE_OFFSET, Geometry.PAGE_BYTES);
    boolean sound =
        page.get(LONG, 0) == MAGIC
            && page.get(INT, CRC_OFFSET) == Crc.of(page, 0, CRC_OFFSET)
            && page.get(INT, 8) == CLEAN;
    return sound ? new FileState(true, page.get(INT, 12), page.get(LONG, 16)) : FileState.IN_USE;
  }
}
