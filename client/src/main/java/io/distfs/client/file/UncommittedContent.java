package io.distfs.client.file;

import io.distfs.client.meta.MetaSession;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What was written to a file and is not committed: first in the buffer, then in batches on their
 * way, which are committed in the order in which they left the buffer. Guarded by the lock of its
 * file.
 */
final class UncommittedContent {
  /** A buffer beyond this begins to flush, wherever its bytes lie. */
  private static final long BUFFER_BYTES_MAX = 16 << 20;

  private static final int BLOCK = Extent.BLOCK_BYTES_MAX;

  private final InodeId inode;
  private final ChunkPool pool;
  private final WriteBuffer buffer = new WriteBuffer();
  private final Deque<FlushBatch> pending = new ArrayDeque<>();
  private CompletableFuture<Void> tail = CompletableFuture.completedFuture(null);
  private @Nullable MetaSession session;
  private Timestamp lastWrite = Timestamp.EPOCH;
  private long sinceNanos;

  UncommittedContent(InodeId inode, ChunkPool pool) {
    this.inode = inode;
    this.pool = pool;
  }

  /** The session the newest bytes were written under, or null. */
  @Nullable MetaSession session() {
    return session;
  }

  /** Time of the last write. */
  Timestamp lastWrite() {
    return lastWrite;
  }

  /** Ends when every batch taken so far is over. */
  CompletableFuture<Void> tail() {
    return tail;
  }

  /** When and by which session bytes are written. */
  record Writing(MetaSession session, Timestamp time, long nanos) {}

  /** Takes all of the source, then takes out what makes whole blocks. */
  List<FlushBatch> write(long offset, ByteBuffer source, Deque<ByteBuffer> spare, Writing writing) {
    if (buffer.isEmpty()) {
      sinceNanos = writing.nanos();
    }
    session = writing.session();
    lastWrite = writing.time();
    int length = source.remaining();
    buffer.write(offset, source, spare);
    List<FlushBatch> batches = new ArrayList<>();
    for (long from = offset / BLOCK * BLOCK; from < offset + length; from += BLOCK) {
      if (buffer.covers(from, from + BLOCK)) {
        batches.add(take(from, from + BLOCK));
      }
    }
    while (buffer.bytes() >= BUFFER_BYTES_MAX) {
      batches.add(take(0, Long.MAX_VALUE));
    }
    return batches;
  }

  /** Takes everything out of the buffer. */
  List<FlushBatch> takeAll() {
    List<FlushBatch> batches = new ArrayList<>();
    while (!buffer.isEmpty()) {
      batches.add(take(0, Long.MAX_VALUE));
    }
    return batches;
  }

  /** A batch is committed or has failed. */
  void over(FlushBatch batch) {
    pending.remove(batch);
  }

  /** Copies what is here of a range into the target, whose index 0 is the range's begin. */
  Ranges overlay(long from, long to, ByteBuffer target) {
    Ranges covered = new Ranges();
    for (FlushBatch batch : pending) {
      WriteBuffer.overlay(batch.chunks, from, to, target, covered);
    }
    buffer.overlay(from, to, target, covered);
    return covered;
  }

  /** Which bytes are here. */
  Ranges ranges() {
    Ranges ranges = new Ranges();
    for (FlushBatch batch : pending) {
      batch.ranges.forEach(range -> ranges.add(range.from(), range.to()));
    }
    buffer.addRanges(ranges);
    return ranges;
  }

  /** Drops bytes of the buffer from an offset on; gives back how many. */
  long discardFrom(long offset) {
    long before = buffer.bytes();
    pool.release(buffer.discardFrom(offset));
    return before - buffer.bytes();
  }

  /** Whether the oldest bytes in the buffer are at least so old. */
  boolean olderThan(long ageNanos, long nowNanos) {
    return !buffer.isEmpty() && nowNanos - sinceNanos >= ageNanos;
  }

  /** First byte after all that is here; 0 if nothing is. */
  long end() {
    long end = buffer.end();
    for (FlushBatch batch : pending) {
      end = Math.max(end, batch.end());
    }
    return end;
  }

  /** Number of bytes here. */
  long bytes() {
    long bytes = buffer.bytes();
    for (FlushBatch batch : pending) {
      bytes += batch.bytes;
    }
    return bytes;
  }

  private FlushBatch take(long from, long to) {
    MetaSession writer = session;
    if (writer == null) {
      throw new IllegalStateException("inode " + inode + " has written bytes without a session");
    }
    List<DirtyChunk> chunks = buffer.take(from, to, Mutation.SEGMENTS_MAX);
    FlushBatch batch = new FlushBatch(chunks, lastWrite, writer, tail, pool);
    pending.add(batch);
    tail = batch.over;
    return batch;
  }
}
