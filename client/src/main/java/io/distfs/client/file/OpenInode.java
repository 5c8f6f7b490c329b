package io.distfs.client.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.clock.Deadline;
import io.distfs.client.meta.MetaSession;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A regular file in use on this client: what was written and is not committed, what is on its way,
 * and where the committed bytes lie. Thread-safe; the lock is never held across a call to a server.
 *
 * <pre>
 *   what a reader sees, uppermost first:   buffer (written)
 *                                          pending batches (on their way, newest first)
 *                                          map: inline data and blocks (committed)
 *                                          zeros
 * </pre>
 *
 * <p>Batches are committed in the order in which they left the buffer, each after the outcome of
 * the one before; {@link FileChanges} puts truncation and the like at the end of that order.
 */
final class OpenInode implements BatchCommitter.Target {
  /** A file's buffer beyond this begins to flush, wherever its bytes lie. */
  private static final long DIRTY_BYTES_MAX = 16 << 20;

  private static final int BLOCK = Extent.BLOCK_BYTES_MAX;
  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

  private final InodeId inode;
  private final FileParts parts;
  private final ChunkPool pool;
  private final BatchCommitter committer;
  private final ReentrantReadWriteLock order = new ReentrantReadWriteLock();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final WriteBuffer buffer = new WriteBuffer();

  @GuardedBy("lock")
  private final Deque<FlushBatch> pending = new ArrayDeque<>();

  @GuardedBy("lock")
  private final WriteErrors errors = new WriteErrors();

  @GuardedBy("lock")
  private @Nullable Attributes attributes;

  @GuardedBy("lock")
  private @Nullable SegmentMap map;

  @GuardedBy("lock")
  private @Nullable MetaSession session;

  @GuardedBy("lock")
  private Timestamp lastWrite = Timestamp.EPOCH;

  @GuardedBy("lock")
  private long dirtySinceNanos;

  @GuardedBy("lock")
  private CompletableFuture<Void> tail = NOTHING;

  OpenInode(InodeId inode, FileParts parts, ChunkPool pool, BatchCommitter committer) {
    this.inode = inode;
    this.parts = parts;
    this.pool = pool;
    this.committer = committer;
  }

  @Override
  public InodeId inode() {
    return inode;
  }

  // ---- what is known of the committed file ----

  /** Newer attributes; what is remembered of other content is dropped. */
  void learned(Attributes newer) {
    lock.lock();
    try {
      if (attributes == null || newer.version() >= attributes.version()) {
        attributes = newer;
        if (map != null && map.version() < newer.content().version()) {
          map = null;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** An answer about where the bytes from there on lie. */
  void learned(FileMap answer, long from) {
    lock.lock();
    try {
      learned(answer.attributes());
      long version = answer.attributes().content().version();
      if (map == null || map.version() < version || map.tooLarge()) {
        map = new SegmentMap(version);
      }
      if (map.version() == version) {
        map.learn(from, answer);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The file is empty as of these attributes: just made, or truncated to nothing. */
  void empty(Attributes newer) {
    lock.lock();
    try {
      learned(newer);
      map = SegmentMap.ofEmpty(newer.content().version());
    } finally {
      lock.unlock();
    }
  }

  /** Where bytes lie has to be asked for again. */
  void forgetMap() {
    lock.lock();
    try {
      map = null;
    } finally {
      lock.unlock();
    }
  }

  /** The attributes with what is not committed yet counted in. */
  Attributes merged(Attributes given) {
    lock.lock();
    try {
      Attributes known = attributes;
      Attributes base = known != null && known.version() > given.version() ? known : given;
      long end = uncommittedEnd();
      if (end == 0) {
        return base;
      }
      Attributes.Times times = base.times();
      return new Attributes(
          base.inode(),
          base.mode(),
          base.nlink(),
          base.uid(),
          base.gid(),
          base.rdev(),
          Math.max(base.size(), end),
          new Attributes.Content(
              base.content().allocatedBytes() + uncommittedBytes(),
              base.content().inlineBytes(),
              base.content().version()),
          new Attributes.Times(times.atime(), lastWrite, lastWrite, times.btime()),
          base.version());
    } finally {
      lock.unlock();
    }
  }

  /** Held shared by a write, alone by what must come after all writes before it. */
  ReentrantReadWriteLock order() {
    return order;
  }

  /** The newest attributes told by a server, or null. */
  @Nullable Attributes attributes() {
    lock.lock();
    try {
      return attributes;
    } finally {
      lock.unlock();
    }
  }

  /** Size as this client sees it. */
  long size() {
    lock.lock();
    try {
      return Math.max(attributes == null ? 0 : attributes.size(), uncommittedEnd());
    } finally {
      lock.unlock();
    }
  }

  // ---- reading ----

  /** What a read found in memory, and where the rest lies. */
  record ReadPlan(
      int length, List<Ranges.Range> gaps, List<Segment> segments, List<BlockInfo> blocks) {}

  /**
   * Begins a read: copies what is not committed into the destination and says where the rest lies.
   *
   * @return null if the map does not cover the range: ask from {@link #unknownFrom} on
   */
  @Nullable ReadPlan plan(long offset, ByteBuffer destination) {
    lock.lock();
    try {
      int length = (int) Math.min(destination.remaining(), Math.max(0, size() - offset));
      long end = offset + length;
      Ranges covered = new Ranges();
      ByteBuffer target = destination.slice(destination.position(), length);
      for (FlushBatch batch : pending) {
        WriteBuffer.overlay(batch.chunks, offset, end, target, covered);
      }
      buffer.overlay(offset, end, target, covered);
      List<Ranges.Range> gaps = covered.gaps(offset, end);
      List<Segment> segments = new ArrayList<>();
      List<BlockInfo> blocks = new ArrayList<>();
      for (Ranges.Range gap : gaps) {
        if (map == null || map.unknownFrom(gap.from(), gap.to()) < gap.to()) {
          return null;
        }
        addSegments(map, gap, segments, blocks);
      }
      return new ReadPlan(length, gaps, segments, blocks);
    } finally {
      lock.unlock();
    }
  }

  /** First byte of a range of which it is not known where it lies; {@code to} if all is. */
  long unknownFrom(long from, long to) {
    lock.lock();
    try {
      return map == null ? from : map.unknownFrom(from, to);
    } finally {
      lock.unlock();
    }
  }

  /** Committed segments of a range as far as they are known, with their blocks. */
  ReadPlan known(long from, long to) {
    List<Segment> segments = new ArrayList<>();
    List<BlockInfo> blocks = new ArrayList<>();
    lock.lock();
    try {
      if (map != null) {
        addSegments(map, new Ranges.Range(from, to), segments, blocks);
      }
    } finally {
      lock.unlock();
    }
    return new ReadPlan(0, List.of(), segments, blocks);
  }

  private static void addSegments(
      SegmentMap map, Ranges.Range range, List<Segment> segments, List<BlockInfo> blocks) {
    for (Segment segment : map.segments(range.from(), range.to())) {
      segments.add(segment);
      if (segment instanceof Extent extent) {
        BlockInfo info = map.block(extent.block());
        if (info != null) {
          blocks.add(info);
        }
      }
    }
  }

  // ---- writing ----

  /**
   * Takes all bytes of the source into the buffer; begins to flush what makes a whole block.
   *
   * @param offset where, or negative for the end of the file
   */
  void write(long offset, ByteBuffer source, Deadline deadline, Runnable onPressure) {
    MetaSession live = parts.metadata().session();
    int chunks = source.remaining() / ChunkPool.CHUNK_BYTES + 2;
    List<ByteBuffer> memory = pool.acquire(chunks, deadline, onPressure);
    Deque<ByteBuffer> spare = WriteBuffer.spare(memory);
    try {
      List<FlushBatch> begun;
      lock.lock();
      try {
        if (session != live && session != null && !session.alive()) {
          drop("session lost");
        }
        if (buffer.isEmpty()) {
          dirtySinceNanos = parts.clock().nanos();
        }
        session = live;
        lastWrite = parts.clock().now();
        long at = offset < 0 ? size() : offset;
        int length = source.remaining();
        buffer.write(at, source, spare);
        begun = takeWholeBlocks(at, length);
      } finally {
        lock.unlock();
      }
      begun.forEach(this::start);
    } finally {
      pool.release(List.copyOf(spare));
    }
  }

  /** Begins to flush everything in the buffer. */
  void flushSoon() {
    takeAll().forEach(this::start);
  }

  /** Begins to flush if the oldest bytes lie here longer than that. */
  void flushOlderThan(long ageNanos) {
    boolean old;
    lock.lock();
    try {
      old = !buffer.isEmpty() && parts.clock().nanos() - dirtySinceNanos >= ageNanos;
    } finally {
      lock.unlock();
    }
    if (old) {
      flushSoon();
    }
  }

  /** Returns when all written before is committed or has failed. */
  void flush() {
    List<FlushBatch> batches = takeAll();
    for (int i = 0; i < batches.size() - 1; i++) {
      start(batches.get(i));
    }
    if (!batches.isEmpty()) {
      // The last one in this very thread, which has nothing else to do: two hand-overs less.
      run(batches.getLast());
    }
    CompletableFuture<Void> all;
    lock.lock();
    try {
      all = tail;
    } finally {
      lock.unlock();
    }
    all.join();
  }

  /** How many bytes are not committed. */
  long uncommitted() {
    lock.lock();
    try {
      return uncommittedBytes();
    } finally {
      lock.unlock();
    }
  }

  /** Drops written bytes from an offset on that are not on their way yet. */
  void discardFrom(long size) {
    lock.lock();
    try {
      pool.release(buffer.discardFrom(size));
    } finally {
      lock.unlock();
    }
  }

  /** A command of this client cleared a range; the attributes after it. */
  void cleared(Attributes newer, long from, long to) {
    lock.lock();
    try {
      SegmentMap known = map;
      long version = newer.content().version();
      if (known != null && version == known.version() + 1) {
        known.cleared(from, to, version);
      } else if (known != null && version > known.version()) {
        map = null;
      }
      learned(newer);
    } finally {
      lock.unlock();
    }
  }

  /** The session that wrote here is lost, and with it what was not committed. */
  void sessionLost(MetaSession lost) {
    lock.lock();
    try {
      if (session == lost) {
        drop("session " + lost.id() + " lost");
      }
    } finally {
      lock.unlock();
    }
  }

  /** Where a descriptor opened now begins to hear of errors. */
  long errorsBegin() {
    lock.lock();
    try {
      return errors.begin();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What a descriptor that has heard of errors up to a point is to hear now.
   *
   * @param error the newest one, or null if there is nothing new
   */
  record ErrorNews(long now, @Nullable FsException error) {}

  /** Errors after that point; they count as reported. */
  ErrorNews errorsSince(long seen) {
    lock.lock();
    try {
      return new ErrorNews(errors.now(), errors.since(seen));
    } finally {
      lock.unlock();
    }
  }

  /** Names lost bytes nobody was told of. */
  void nameUnreported(Unsaved unsaved) {
    lock.lock();
    try {
      FsException last = errors.last();
      if (errors.unreportedBytes() > 0 && last != null) {
        unsaved.add(inode, errors.unreportedBytes(), String.valueOf(last.getMessage()));
      }
    } finally {
      lock.unlock();
    }
  }

  // ---- what the committer asks and tells ----

  @Override
  public long inlineBytesBeside(List<Ranges.Range> ranges) {
    lock.lock();
    try {
      if (map == null || !map.complete()) {
        return attributes == null ? InlineSegment.BYTES_MAX : attributes.content().inlineBytes();
      }
      long beside = 0;
      for (InlineSegment segment : map.inline()) {
        beside += segment.length();
        for (Ranges.Range range : ranges) {
          long overlap =
              Math.min(segment.end(), range.to()) - Math.max(segment.offset(), range.from());
          beside -= Math.max(0, overlap);
        }
      }
      return beside;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<InlineSegment> knownInline() {
    lock.lock();
    try {
      return map != null && map.complete() ? map.inline() : List.of();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long contentVersion() {
    lock.lock();
    try {
      return map == null ? -1 : map.version();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void committed(Attributes newer, List<Segment> segments, List<BlockInfo> blocks) {
    lock.lock();
    try {
      SegmentMap known = map;
      long version = newer.content().version();
      if (known != null && version == known.version() + 1) {
        known.committed(segments, blocks, version);
      } else if (known != null && version > known.version()) {
        map = null;
      }
      learned(newer);
    } finally {
      lock.unlock();
    }
  }

  // ---- batches ----

  private List<FlushBatch> takeAll() {
    List<FlushBatch> batches = new ArrayList<>();
    lock.lock();
    try {
      while (!buffer.isEmpty()) {
        batches.add(take(0, Long.MAX_VALUE));
      }
      return batches;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private List<FlushBatch> takeWholeBlocks(long offset, int length) {
    List<FlushBatch> batches = new ArrayList<>();
    for (long from = offset / BLOCK * BLOCK; from < offset + length; from += BLOCK) {
      if (buffer.covers(from, from + BLOCK)) {
        batches.add(take(from, from + BLOCK));
      }
    }
    while (buffer.bytes() >= DIRTY_BYTES_MAX) {
      batches.add(take(0, Long.MAX_VALUE));
    }
    return batches;
  }

  @GuardedBy("lock")
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

  private void start(FlushBatch batch) {
    parts.background().execute(() -> run(batch));
  }

  private void run(FlushBatch batch) {
    FsException failure = null;
    try {
      committer.commit(this, batch);
    } catch (FsException e) {
      failure = e;
    } catch (RuntimeException e) {
      failure = new FsException(Errno.EIO, "flush of inode " + inode + " failed: " + e, e);
    }
    batch.before.join();
    lock.lock();
    try {
      pending.remove(batch);
      if (failure != null) {
        errors.add(failure, batch.bytes);
      }
    } finally {
      lock.unlock();
    }
    batch.release();
    batch.over.complete(null);
  }

  @GuardedBy("lock")
  private void drop(String reason) {
    if (!buffer.isEmpty()) {
      errors.add(new FsException(Errno.EIO, reason), buffer.bytes());
      pool.release(buffer.discardFrom(0));
    }
  }

  @GuardedBy("lock")
  private long uncommittedEnd() {
    long end = buffer.end();
    for (FlushBatch batch : pending) {
      end = Math.max(end, batch.end());
    }
    return end;
  }

  @GuardedBy("lock")
  private long uncommittedBytes() {
    long bytes = buffer.bytes();
    for (FlushBatch batch : pending) {
      bytes += batch.bytes;
    }
    return bytes;
  }
}
