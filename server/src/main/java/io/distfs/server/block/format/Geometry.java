package io.distfs.server.block.format;

/**
 * Where the parts of one block file lie; a function of its size and its unit. Immutable.
 *
 * <pre>
 *  0          4 KiB      8 KiB    12 KiB    16 KiB
 * | superblock | its copy | state | reserved | bitmap | slot table | checksum table | data ... |
 * </pre>
 *
 * All tables are positional: bit, slot and checksums number {@code n} speak of unit {@code n}. A
 * block's slot is the one of its first unit, so slots are never searched for and never run out.
 * Every part begins on a page. Overhead with 4 KiB units: 64 B of slot, 4 B of checksum and a bit
 * per unit, 1.7 %.
 *
 * @param fileBytes size of the file
 * @param unitBytes size of an allocation unit, a multiple of {@link #CHECKSUM_UNIT_BYTES}
 * @param unitCount number of units, 1..{@link #UNIT_COUNT_MAX}
 * @param bitmapOffset the allocation bitmap, one bit per unit
 * @param slotsOffset the slot table, {@link SlotCodec#SLOT_BYTES} per unit
 * @param checksumsOffset the checksum table, four bytes per {@link #CHECKSUM_UNIT_BYTES} of data
 * @param dataOffset the data area
 */
public record Geometry(
    long fileBytes,
    int unitBytes,
    int unitCount,
    long bitmapOffset,
    long slotsOffset,
    long checksumsOffset,
    long dataOffset) {
  /** Bytes each CRC32C covers. */
  public static final int CHECKSUM_UNIT_BYTES = 4096;

  /** Bytes of one stored checksum. */
  public static final int CHECKSUM_BYTES = 4;

  /** Alignment of every part: what the disk and the page cache write at once. */
  public static final int PAGE_BYTES = 4096;

  /** Most units of a file; 24 bits in a block's location. */
  public static final int UNIT_COUNT_MAX = 1 << 24;

  /** Largest unit: one block's greatest length. */
  public static final int UNIT_BYTES_MAX = 4 << 20;

  /** What the page cache holds as one at most: a huge page. */
  private static final long FOLIO_BYTES_MAX = 2 << 20;

  /** Superblock, its copy, the state page and a reserved one. */
  public static final int HEAD_BYTES = 4 * PAGE_BYTES;

  /** The largest layout that fits a file of that size; throws when not one unit does. */
  public static Geometry of(long fileBytes, int unitBytes) {
    if (unitBytes < CHECKSUM_UNIT_BYTES
        || unitBytes > UNIT_BYTES_MAX
        || unitBytes % CHECKSUM_UNIT_BYTES != 0) {
      throw new IllegalArgumentException("unit of " + unitBytes + " bytes");
    }
    long count = Math.min(fileBytes / unitBytes, UNIT_COUNT_MAX);
    while (count > 0 && end(count, unitBytes) > fileBytes) {
      // Each unit too many costs at least its own bytes: the step never overshoots the answer.
      count -= Math.max(1, (end(count, unitBytes) - fileBytes) / (2L * unitBytes));
    }
    if (count <= 0) {
      throw new IllegalArgumentException("no unit fits a block file of " + fileBytes + " bytes");
    }
    return laidOut(fileBytes, unitBytes, (int) count);
  }

  private static Geometry laidOut(long fileBytes, int unitBytes, int count) {
    long slots = HEAD_BYTES + bitmapBytes(count);
    long checksums = slots + slotBytes(count);
    long data = checksums + checksumBytes(count, unitBytes);
    return new Geometry(fileBytes, unitBytes, count, HEAD_BYTES, slots, checksums, data);
  }

  private static long end(long count, int unitBytes) {
    return HEAD_BYTES
        + bitmapBytes(count)
        + slotBytes(count)
        + checksumBytes(count, unitBytes)
        + count * unitBytes;
  }

  private static long bitmapBytes(long count) {
    return pages((count + Long.SIZE - 1) / Long.SIZE * Long.BYTES);
  }

  private static long slotBytes(long count) {
    return pages(count * SlotCodec.SLOT_BYTES);
  }

  private static long checksumBytes(long count, int unitBytes) {
    return pages(count * (unitBytes / CHECKSUM_UNIT_BYTES) * CHECKSUM_BYTES);
  }

  private static long pages(long bytes) {
    return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
  }

  /** Whether this is what {@link #of} makes of its own size and unit, as a superblock must. */
  public boolean isWellFormed() {
    return unitCount > 0
        && unitCount <= UNIT_COUNT_MAX
        && unitBytes >= CHECKSUM_UNIT_BYTES
        && unitBytes <= UNIT_BYTES_MAX
        && unitBytes % CHECKSUM_UNIT_BYTES == 0
        && equals(laidOut(fileBytes, unitBytes, unitCount))
        && end(unitCount, unitBytes) <= fileBytes;
  }

  /** Number of 64-bit words of the bitmap. */
  public int bitmapWords() {
    return (unitCount + Long.SIZE - 1) / Long.SIZE;
  }

  /** Bytes of the data area. */
  public long dataBytes() {
    return (long) unitCount * unitBytes;
  }

  /** Units a block of that many bytes occupies. */
  public int units(int length) {
    return (length - 1) / unitBytes + 1;
  }

  /** Crc a block of that many bytes has. */
  public static int checksumCount(int length) {
    return (length - 1) / CHECKSUM_UNIT_BYTES + 1;
  }

  /** Where the slot of a unit lies. */
  public long slotOffset(int unit) {
    return slotsOffset + (long) unit * SlotCodec.SLOT_BYTES;
  }

  /** Where the first checksum of a unit lies. */
  public long checksumOffset(int unit) {
    return checksumsOffset + (long) unit * (unitBytes / CHECKSUM_UNIT_BYTES) * CHECKSUM_BYTES;
  }

  /** From here on nothing the page cache may hold as one has a part of the tables in it. */
  public long directOffset() {
    return (dataOffset + FOLIO_BYTES_MAX - 1) / FOLIO_BYTES_MAX * FOLIO_BYTES_MAX;
  }

  /** Where the first byte of a unit lies. */
  public long dataOffset(int unit) {
    return dataOffset + (long) unit * unitBytes;
  }
}
