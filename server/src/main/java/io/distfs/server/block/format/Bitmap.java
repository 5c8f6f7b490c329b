package io.distfs.server.block.format;

import static io.distfs.server.block.format.LittleEndian.LONG;

import java.lang.foreign.MemorySegment;

/**
 * The persisted allocation bitmap: a set bit is a unit of a forced block. Confined to one thread at
 * a time (opening, then the file's force runner, then closing).
 *
 * <p>One 64-bit word speaks of the 64 units whose slots fill one page of the slot table: after an
 * orderly close a zero word lets the scan skip that page.
 */
public final class Bitmap {
  private final MemorySegment words;

  /** The bitmap of a mapped block file. */
  public Bitmap(MemorySegment memory, Geometry geometry) {
    words = memory.asSlice(geometry.bitmapOffset(), (long) geometry.bitmapWords() * Long.BYTES);
  }

  /** Sets or clears the bits of a run of units. */
  public void mark(int unit, int count, boolean used) {
    int at = unit;
    int end = unit + count;
    while (at < end) {
      int bit = at % Long.SIZE;
      int width = Math.min(Long.SIZE - bit, end - at);
      long mask = (-1L >>> (Long.SIZE - width)) << bit;
      long old = word(at / Long.SIZE);
      setWord(at / Long.SIZE, used ? old | mask : old & ~mask);
      at += width;
    }
  }

  /** The word of units 64 n to 64 n + 63. */
  public long word(int index) {
    return words.get(LONG, (long) index * Long.BYTES);
  }

  /** Replaces a word. */
  public void setWord(int index, long bits) {
    words.set(LONG, (long) index * Long.BYTES, bits);
  }

  /** CRC32C of all words. */
  public int checksum() {
    return Crc.of(words, 0, words.byteSize());
  }
}
