package io.distfs.client.file;

import io.distfs.client.block.BlockBuffers;
import io.distfs.client.meta.MetaSession;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.ByteRange;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.transport.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Written bytes on their way: at most a block's worth, committed by one command, which may commit
 * others with it. Immutable but for its place in the file and how far it has come. The memory goes
 * back to the pool when the batch is over and nothing sends from it.
 *
 * <p>Appended bytes are one range from 0 on; where that lies in the file is decided by the server.
 * Until it has told, they are taken to lie behind everything known, moved there by {@link #shift}.
 */
final class FlushBatch {
  final List<DirtyChunk> chunks;
  final List<Ranges.Range> ranges;
  final int bytes;
  final Timestamp mtime;
  final MetaSession session;

  /** Whether the bytes lie behind the end of the file, wherever that is. */
  final boolean append;

  /** What the place in the file is more than {@link #ranges} say. Guarded by the file's lock. */
  long shift;

  /** Whether the command may have been carried out. Guarded by the file's lock. */
  boolean sent;

  /** Where its bytes are, in order, once all are on the servers. Set by its own thread. */
  volatile @Nullable List<Stored> uploaded;

  /**
   * How its command ended. Set before its turn by the thread of a batch before it that has taken it
   * along, else by its own.
   */
  volatile @Nullable Outcome outcome;

  /** Ends, never exceptionally, when the batch before it in its file is over. */
  final CompletableFuture<Void> before;

  /** Ends, never exceptionally, when this one is committed or has failed. */
  final CompletableFuture<Void> over = new CompletableFuture<>();

  private final ChunkPool pool;
  private final AtomicInteger owners = new AtomicInteger(1);

  FlushBatch(
      List<DirtyChunk> chunks, Written written, CompletableFuture<Void> before, ChunkPool pool) {
    this.chunks = chunks;
    this.mtime = written.time;
    this.session = written.session;
    this.append = written.append;
    this.shift = written.shift;
    this.before = before;
    this.pool = pool;
    this.ranges = joined(chunks);
    this.bytes = (int) ranges.stream().mapToLong(Ranges.Range::bytes).sum();
  }

  /**
   * The end of a command.
   *
   * @param failure null if it was carried out
   */
  record Outcome(@Nullable FsException failure) {}

  /** A block on the servers, and the segments of the file that it holds. Immutable. */
  record Stored(BlockInfo block, List<Segment> extents) {
    Stored {
      extents = List.copyOf(extents);
    }
  }

  /** How and when the bytes were written. */
  record Written(Timestamp time, MetaSession session, boolean append, long shift) {}

  /**
   * Some of the bytes, counted in order of file offset, as the data of a block; the caller closes
   * it.
   */
  Payload payload(int from, int length) {
    owners.incrementAndGet();
    ByteBuffer[] views = views().toArray(ByteBuffer[]::new);
    return Payload.of(this::release, BlockBuffers.slice(views, from, length));
  }

  /** The bytes from there on that a block holds. */
  Stored stored(int from, BlockInfo block) {
    return new Stored(block, extents(ranges, from, block));
  }

  /** How many segments a command needs for them, once they are on the servers. */
  int segments() {
    List<Stored> stored = uploaded;
    return stored == null
        ? ranges.size()
        : stored.stream().mapToInt(each -> each.extents().size()).sum();
  }

  /** Where in the file a byte belongs. */
  long placeOf(int at, long shift) {
    return cut(ranges, at, 1).getFirst().from() + shift;
  }

  /** Where in the file the bytes belong. */
  List<ByteRange> places(long shift) {
    return ranges.stream()
        .map(range -> new ByteRange(range.from() + shift, range.bytes()))
        .toList();
  }

  /**
   * Segments that place bytes of ranges, one after the other, in a block.
   *
   * @param from how many bytes of the ranges come before those in the block
   */
  static List<Segment> extents(List<Ranges.Range> ranges, int from, BlockInfo block) {
    List<Segment> extents = new ArrayList<>(ranges.size());
    int at = 0;
    for (Ranges.Range range : cut(ranges, from, block.length())) {
      extents.add(new Extent(range.from(), (int) range.bytes(), block.block(), at));
      at += (int) range.bytes();
    }
    return extents;
  }

  /** The bytes as inline segments, copied. */
  List<Segment> inlineSegments() {
    List<Segment> segments = new ArrayList<>(ranges.size());
    for (Ranges.Range range : ranges) {
      byte[] copy = new byte[(int) range.bytes()];
      WriteBuffer.overlay(chunks, 0, range, ByteBuffer.wrap(copy), new Ranges());
      segments.add(new InlineSegment(range.from(), ByteString.wrap(copy)));
    }
    return segments;
  }

  /** First byte after all of them, in the file. Under the file's lock. */
  long end() {
    return ranges.getLast().to() + shift;
  }

  /** Gives up one hold on the memory. */
  void release() {
    if (owners.decrementAndGet() == 0) {
      pool.release(chunks.stream().map(chunk -> chunk.memory).toList());
    }
  }

  private List<ByteBuffer> views() {
    List<ByteBuffer> views = new ArrayList<>();
    for (DirtyChunk chunk : chunks) {
      for (Ranges.Range range :
          chunk.ranges.within(chunk.base, chunk.base + ChunkPool.CHUNK_BYTES)) {
        views.add(chunk.view(range));
      }
    }
    return views;
  }

  /** So many bytes of ranges, laid one after the other, without the first ones. */
  private static List<Ranges.Range> cut(List<Ranges.Range> ranges, int from, int length) {
    List<Ranges.Range> cut = new ArrayList<>(ranges.size());
    long at = -from;
    for (Ranges.Range range : ranges) {
      long begin = Math.max(0, at);
      long end = Math.min(length, at + range.bytes());
      if (begin < end) {
        cut.add(new Ranges.Range(range.from() + begin - at, range.from() + end - at));
      }
      at += range.bytes();
    }
    return cut;
  }

  private static List<Ranges.Range> joined(List<DirtyChunk> chunks) {
    Ranges all = new Ranges();
    for (DirtyChunk chunk : chunks) {
      for (Ranges.Range range :
          chunk.ranges.within(chunk.base, chunk.base + ChunkPool.CHUNK_BYTES)) {
        all.add(range.from(), range.to());
      }
    }
    return all.within(0, Long.MAX_VALUE);
  }
}
