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
 *
 * <p>The buffer holds either bytes with an offset or appended ones, whose place the server decides;
 * a write of the other kind begins a new one, so that all reaches the server in the order of the
 * writes. Appended bytes lie in the buffer from 0 on, in the file from {@link #shift} on: behind
 * all that is known, which is where they come to lie if nobody else appends.
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
  private boolean appending;
  private long shift;

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
    List<FlushBatch> batches = begin(false, writing);
    int length = source.remaining();
    buffer.write(offset, source, spare);
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

  /**
   * Takes all of the source as one record behind the end: it leaves in one batch, so that nothing
   * another client appends comes to lie within.
   *
   * @param size of the file as committed
   */
  List<FlushBatch> append(long size, ByteBuffer source, Deque<ByteBuffer> spare, Writing writing) {
    List<FlushBatch> batches = begin(true, writing);
    if (buffer.bytes() + source.remaining() > BLOCK) {
      batches.addAll(takeAll());
    }
    buffer.write(buffer.bytes(), source, spare);
    place(size);
    if (buffer.bytes() == BLOCK) {
      batches.addAll(takeAll());
    }
    return batches;
  }

  private List<FlushBatch> begin(boolean append, Writing writing) {
    List<FlushBatch> batches = appending == append ? new ArrayList<>() : takeAll();
    appending = append;
    if (buffer.isEmpty()) {
      sinceNanos = writing.nanos();
      shift = 0;
    }
    session = writing.session();
    lastWrite = writing.time();
    return batches;
  }

  /**
   * Appended bytes that the server cannot have placed yet go behind all before them.
   *
   * @param size of the file as committed
   */
  void place(long size) {
    long end = size;
    for (FlushBatch batch : pending) {
      if (batch.append && !batch.sent) {
        batch.shift = end;
      }
      end = Math.max(end, batch.end());
    }
    if (appending) {
      shift = end;
    }
  }

  /** Takes everything out of the buffer. */
  List<FlushBatch> takeAll() {
    List<FlushBatch> batches = new ArrayList<>();
    while (!buffer.isEmpty()) {
      batches.add(take(0, Long.MAX_VALUE));
    }
    return batches;
  }

  /**
   * A batch whose turn it is, and those right behind it that one command can commit with it: on the
   * servers, by the same session, and further on in the file.
   */
  List<FlushBatch> uploadedFrom(FlushBatch first) {
    List<FlushBatch> together = new ArrayList<>(List.of(first));
    int segments = first.segments();
    for (FlushBatch next : pending) {
      if (next == first) {
        continue;
      }
      segments += next.segments();
      if (segments > Mutation.SEGMENTS_MAX || !isCommittedWith(together.getLast(), next)) {
        break;
      }
      together.add(next);
    }
    return together;
  }

  private static boolean isCommittedWith(FlushBatch batch, FlushBatch next) {
    return next.uploaded != null
        && !batch.append
        && !next.append
        && next.session == batch.session
        && next.ranges.getFirst().from() >= batch.ranges.getLast().to();
  }

  /** A batch is committed or has failed. */
  void over(FlushBatch batch) {
    pending.remove(batch);
  }

  /** Copies what is here of a range into the target, whose index 0 is the range's begin. */
  Ranges overlay(long from, long to, ByteBuffer target) {
    Ranges covered = new Ranges();
    Ranges.Range part = new Ranges.Range(from, to);
    for (FlushBatch batch : pending) {
      WriteBuffer.overlay(batch.chunks, batch.shift, part, target, covered);
    }
    buffer.overlay(shift, part, target, covered);
    return covered;
  }

  /** Which bytes are here. */
  Ranges ranges() {
    Ranges ranges = new Ranges();
    for (FlushBatch batch : pending) {
      batch.ranges.forEach(r -> ranges.add(r.from() + batch.shift, r.to() + batch.shift));
    }
    buffer.addRanges(shift, ranges);
    return ranges;
  }

  /** Drops bytes of the buffer from an offset on; gives back how many. */
  long discardFrom(long offset) {
    long before = buffer.bytes();
    pool.release(buffer.discardFrom(Math.max(0, offset - shift)));
    return before - buffer.bytes();
  }

  /** Whether the oldest bytes in the buffer are at least so old. */
  boolean olderThan(long ageNanos, long nowNanos) {
    return !buffer.isEmpty() && nowNanos - sinceNanos >= ageNanos;
  }

  /** First byte after all that is here; 0 if nothing is. */
  long end() {
    long end = buffer.isEmpty() ? 0 : buffer.end() + shift;
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
    FlushBatch batch =
        new FlushBatch(
            chunks, new FlushBatch.Written(lastWrite, writer, appending, shift), tail, pool);
    pending.add(batch);
    tail = batch.over;
    return batch;
  }
}
