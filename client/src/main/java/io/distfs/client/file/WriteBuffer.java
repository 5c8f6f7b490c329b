package io.distfs.client.file;

import io.distfs.shared.fs.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/** Bytes written to a file and not on their way yet. Guarded by the lock of its file. */
final class WriteBuffer {
  private static final int CHUNK = ChunkPool.CHUNK_BYTES;

  private final TreeMap<Long, DirtyChunk> chunks = new TreeMap<>();
  private long bytes;

  /** How many more chunks of memory a write there takes. */
  int chunksMissing(long offset, int length) {
    int missing = 0;
    for (long base = offset / CHUNK * CHUNK; base < offset + length; base += CHUNK) {
      if (!chunks.containsKey(base)) {
        missing++;
      }
    }
    return missing;
  }

  /** Takes all of the source; memory for new parts comes out of the spare chunks. */
  void write(long offset, ByteBuffer source, Deque<ByteBuffer> spare) {
    long at = offset;
    while (source.hasRemaining()) {
      long base = at / CHUNK * CHUNK;
      DirtyChunk chunk = chunks.get(base);
      if (chunk == null) {
        chunk = new DirtyChunk(base, spare.pop());
        chunks.put(base, chunk);
      }
      int take = (int) Math.min(source.remaining(), base + CHUNK - at);
      long before = chunk.ranges.bytes();
      chunk.write(at, source.slice(source.position(), take));
      bytes += chunk.ranges.bytes() - before;
      source.position(source.position() + take);
      at += take;
    }
  }

  /**
   * Copies what is here of a range of the file into the destination, whose index 0 is the range's
   * begin.
   *
   * @param shift how much further on in the file the bytes lie than here
   */
  void overlay(long shift, Ranges.Range part, ByteBuffer destination, Ranges covered) {
    long first = Math.max(0, part.from() - shift) / CHUNK * CHUNK;
    if (first < part.to() - shift) {
      overlay(
          chunks.subMap(first, true, part.to() - shift, false).values(),
          shift,
          part,
          destination,
          covered);
    }
  }

  /** As {@link #overlay(long, Ranges.Range, ByteBuffer, Ranges)} for chunks already taken out. */
  static void overlay(
      Collection<DirtyChunk> chunks,
      long shift,
      Ranges.Range part,
      ByteBuffer destination,
      Ranges covered) {
    long from = part.from() - shift;
    long to = part.to() - shift;
    for (DirtyChunk chunk : chunks) {
      if (chunk.base >= to || chunk.base + CHUNK <= from) {
        continue;
      }
      for (Ranges.Range range : chunk.ranges.within(from, to)) {
        destination.put((int) (range.from() - from), chunk.view(range), 0, (int) range.bytes());
        covered.add(range.from() + shift, range.to() + shift);
      }
    }
  }

  /** Puts in which bytes of the file are here. */
  void addRanges(long shift, Ranges ranges) {
    for (DirtyChunk chunk : chunks.values()) {
      for (Ranges.Range range : chunk.ranges.within(chunk.base, chunk.base + CHUNK)) {
        ranges.add(range.from() + shift, range.to() + shift);
      }
    }
  }

  /** Whether every byte of the range is here. */
  boolean covers(long from, long to) {
    for (long base = from / CHUNK * CHUNK; base < to; base += CHUNK) {
      DirtyChunk chunk = chunks.get(base);
      if (chunk == null || !chunk.ranges.covers(Math.max(from, base), Math.min(to, base + CHUNK))) {
        return false;
      }
    }
    return true;
  }

  /** Takes out the first chunks from an offset on, up to that many bytes and ranges. */
  List<DirtyChunk> take(long from, long to, int rangesMax) {
    List<DirtyChunk> taken = new ArrayList<>();
    int ranges = 0;
    var candidates = chunks.subMap(from / CHUNK * CHUNK, true, to, false);
    int chunksMax = Extent.BLOCK_BYTES_MAX / CHUNK;
    while (!candidates.isEmpty() && taken.size() < chunksMax) {
      DirtyChunk chunk = candidates.firstEntry().getValue();
      int count = chunk.ranges.within(chunk.base, chunk.base + CHUNK).size();
      if (!taken.isEmpty() && ranges + count > rangesMax) {
        break;
      }
      ranges += count;
      candidates.remove(chunk.base);
      bytes -= chunk.ranges.bytes();
      taken.add(chunk);
    }
    return taken;
  }

  /** Drops bytes from an offset on; gives back memory that is not needed any more. */
  List<ByteBuffer> discardFrom(long size) {
    List<ByteBuffer> free = new ArrayList<>();
    for (DirtyChunk chunk : new ArrayList<>(chunks.tailMap(size / CHUNK * CHUNK, true).values())) {
      long before = chunk.ranges.bytes();
      chunk.ranges.remove(size, Long.MAX_VALUE);
      bytes -= before - chunk.ranges.bytes();
      if (chunk.ranges.isEmpty()) {
        chunks.remove(chunk.base);
        free.add(chunk.memory);
      }
    }
    return free;
  }

  /** First byte after all that is here; 0 if nothing is. */
  long end() {
    return chunks.isEmpty() ? 0 : chunks.lastEntry().getValue().ranges.end();
  }

  /** Number of bytes here. */
  long bytes() {
    return bytes;
  }

  /** Whether nothing is here. */
  boolean isEmpty() {
    return chunks.isEmpty();
  }

  /** A deque of spare chunks for {@link #write}. */
  static Deque<ByteBuffer> spare(List<ByteBuffer> chunks) {
    return new ArrayDeque<>(chunks);
  }
}
