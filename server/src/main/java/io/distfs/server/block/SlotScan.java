package io.distfs.server.block;

import io.distfs.server.block.format.Bitmap;
import io.distfs.server.block.format.FileState;
import io.distfs.server.block.format.Geometry;
import io.distfs.server.block.format.SlotCodec;
import io.distfs.server.block.format.SlotHeader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the blocks of one file from its slot table, the only truth after a crash; the data area is
 * never looked at, so block files stored as data confuse nobody. Confined to one thread; reads
 * only.
 *
 * <p>After an orderly close, proved by the bitmap's checksum in the state page, slots whose bitmap
 * word is zero are skipped; if what was found then differs from the bitmap, everything is scanned.
 */
final class SlotScan {
  private final MemorySegment memory;
  private final Geometry geometry;
  private final SlotCodec codec;
  private final Bitmap bitmap;
  private final List<SlotHeader> blocks = new ArrayList<>();
  private final List<SlotHeader> overlaid = new ArrayList<>();
  private final List<Integer> damaged = new ArrayList<>();
  private long sequenceMax;

  private SlotScan(MemorySegment memory, Geometry geometry, SlotCodec codec) {
    this.memory = memory;
    this.geometry = geometry;
    this.codec = codec;
    bitmap = new Bitmap(memory, geometry);
  }

  /**
   * What a scan found.
   *
   * @param blocks the blocks, ascending by unit, none overlapping
   * @param overlaid valid slots under a newer block: to be cleared
   * @param damaged units whose slot is neither empty nor valid
   * @param bitmap the bitmap as the blocks say it should be
   * @param bitmapWordsWrong how many words of the stored one differ
   * @param sequenceMax greatest sequence seen
   */
  record Found(
      List<SlotHeader> blocks,
      List<SlotHeader> overlaid,
      List<Integer> damaged,
      BitSet bitmap,
      int bitmapWordsWrong,
      long sequenceMax) {}

  /** Scans a file in the state it was left in. */
  static Found scan(MemorySegment memory, Geometry geometry, SlotCodec codec, FileState state) {
    SlotScan scan = new SlotScan(memory, geometry, codec);
    if (state.clean() && scan.bitmap.checksum() == state.bitmapChecksum()) {
      Found found = scan.run(false);
      if (found.bitmapWordsWrong() == 0) {
        return found;
      }
      scan = new SlotScan(memory, geometry, codec);
    }
    return scan.run(true);
  }

  private Found run(boolean everything) {
    for (int word = 0; word < geometry.bitmapWords(); word++) {
      if (everything || bitmap.word(word) != 0) {
        int end = Math.min(geometry.unitCount(), (word + 1) * Long.SIZE);
        for (int unit = word * Long.SIZE; unit < end; unit++) {
          visit(unit);
        }
      }
    }
    BitSet wanted = new BitSet(geometry.unitCount());
    blocks.forEach(block -> wanted.set(block.unit(), end(block)));
    int wrong = 0;
    long[] words = Arrays.copyOf(wanted.toLongArray(), geometry.bitmapWords());
    for (int word = 0; word < words.length; word++) {
      wrong += words[word] == bitmap.word(word) ? 0 : 1;
    }
    return new Found(blocks, overlaid, damaged, wanted, wrong, sequenceMax);
  }

  private void visit(int unit) {
    long at = geometry.slotOffset(unit);
    if (SlotCodec.isEmpty(memory, at)) {
      return;
    }
    SlotHeader header = valid(codec.decode(memory, at), unit);
    if (header == null) {
      damaged.add(unit);
      return;
    }
    sequenceMax = Math.max(sequenceMax, header.sequence());
    keepNewest(header);
  }

  private @Nullable SlotHeader valid(@Nullable SlotHeader header, int unit) {
    if (header == null
        || header.unit() != unit
        || header.length() < 1
        || header.length() > BlockStore.BLOCK_BYTES_MAX
        || geometry.units(header.length()) > geometry.unitCount() - unit) {
      return null;
    }
    return header;
  }

  /**
   * Adds a block unless a newer one overlaps it, dropping older ones it overlaps. Comparing with
   * the last kept is enough: the kept ones are disjoint and ascending. A block once overlaid stays
   * dropped even if the one over it is dropped in turn: its bytes are gone.
   */
  private void keepNewest(SlotHeader header) {
    while (!blocks.isEmpty() && end(blocks.getLast()) > header.unit()) {
      if (blocks.getLast().sequence() > header.sequence()) {
        overlaid.add(header);
        return;
      }
      overlaid.add(blocks.removeLast());
    }
    blocks.add(header);
  }

  private int end(SlotHeader header) {
    return header.unit() + geometry.units(header.length());
  }
}
