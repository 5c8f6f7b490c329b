package io.distfs.client.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.access.AccessTimes;
import io.distfs.client.call.Waiting;
import io.distfs.client.clock.Deadline;
import io.distfs.client.meta.MetaSession;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A regular file in use on this client. Thread-safe; the lock is never held across a call to a
 * server.
 *
 * <pre>
 *   what a reader sees, uppermost first:   buffer (written)
 *                                          pending batches (on their way, newest first)
 *                                          map: inline data and blocks (committed)
 *                                          zeros
 * </pre>
 *
 * <p>Batches are committed one after the other; {@link FileChanges} puts truncation and the like at
 * the end of that order.
 */
final class OpenInode implements BatchCommitter.Target {
  private final InodeId inode;
  private final FileParts parts;
  private final ChunkPool pool;
  private final BatchCommitter committer;
  private final ReentrantReadWriteLock order = new ReentrantReadWriteLock();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final UncommittedContent written;

  @GuardedBy("lock")
  private final CommittedContent content = new CommittedContent();

  private final WriteErrors errors = new WriteErrors();

  OpenInode(InodeId inode, FileParts parts, ChunkPool pool, BatchCommitter committer) {
    this.inode = inode;
    this.parts = parts;
    this.pool = pool;
    this.committer = committer;
    this.written = new UncommittedContent(inode, pool);
  }

  @Override
  public InodeId inode() {
    return inode;
  }

  /** Held shared by a write, alone by what must come after all writes before it. */
  ReentrantReadWriteLock order() {
    return order;
  }

  /** Attributes a server told. */
  void learned(Attributes newer) {
    lock.lock();
    try {
      content.learned(newer);
      written.place(content.size());
    } finally {
      lock.unlock();
    }
  }

  /** What was told last, null if nothing yet. */
  @Nullable Attributes known() {
    lock.lock();
    try {
      return content.attributes();
    } finally {
      lock.unlock();
    }
  }

  /** An answer about where the bytes from there on lie. */
  void learned(FileMap answer, long from) {
    lock.lock();
    try {
      content.learned(answer, from);
      written.place(content.size());
    } finally {
      lock.unlock();
    }
  }

  /** The file is empty as of these attributes: just made, or truncated to nothing. */
  void empty(Attributes newer) {
    lock.lock();
    try {
      content.empty(newer);
      written.place(content.size());
    } finally {
      lock.unlock();
    }
  }

  /** Where bytes lie has to be asked for again. */
  void forgetMap() {
    lock.lock();
    try {
      content.forgetMap();
    } finally {
      lock.unlock();
    }
  }

  /** A command of this client cleared a range; the attributes after it. */
  void cleared(Attributes newer, long from, long to) {
    lock.lock();
    try {
      content.cleared(newer, from, to);
      written.place(content.size());
    } finally {
      lock.unlock();
    }
  }

  /** The attributes with what is not committed yet counted in. */
  Attributes merged(Attributes given) {
    lock.lock();
    try {
      Attributes known = content.attributes();
      Attributes base = known != null && known.version() > given.version() ? known : given;
      long end = written.end();
      if (end == 0) {
        return base;
      }
      long fresh = content.bytesWithoutData(written.ranges());
      return withUncommitted(base, end, fresh, written.lastWrite());
    } finally {
      lock.unlock();
    }
  }

  private static Attributes withUncommitted(
      Attributes base, long end, long bytes, Timestamp lastWrite) {
    Attributes.Content content = base.content();
    return new Attributes(
        base.inode(),
        base.mode(),
        base.nlink(),
        base.uid(),
        base.gid(),
        base.rdev(),
        Math.max(base.size(), end),
        new Attributes.Content(
            content.allocatedBytes() + bytes, content.inlineBytes(), content.version()),
        new Attributes.Times(base.times().atime(), lastWrite, lastWrite, base.times().btime()),
        base.version(),
        base.bare());
  }

  /** Somebody has read: the time of access moves if it has to. */
  void wasRead(AccessTimes times) {
    Attributes known;
    Timestamp lastWrite;
    lock.lock();
    try {
      known = content.attributes();
      lastWrite = written.end() == 0 ? null : written.lastWrite();
    } finally {
      lock.unlock();
    }
    Timestamp moved = known == null ? null : times.read(known, lastWrite);
    if (moved != null) {
      lock.lock();
      try {
        content.wasRead(moved);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Whether a read would move the time of access. */
  boolean awaitsRead(AccessTimes times) {
    lock.lock();
    try {
      Attributes known = content.attributes();
      return known != null && times.isDue(known, written.end() == 0 ? null : written.lastWrite());
    } finally {
      lock.unlock();
    }
  }

  /** Size as this client sees it. */
  long size() {
    lock.lock();
    try {
      return Math.max(content.size(), written.end());
    } finally {
      lock.unlock();
    }
  }

  /** What a read is to fill in after what memory had, and where that lies. */
  record ReadPlan(int length, List<Ranges.Range> gaps, List<CommittedContent.Placed> placed) {}

  /**
   * Begins a read: copies what is not committed into the destination and says where the rest lies.
   *
   * @return null if that is not known: ask from {@link #unknownFrom} on
   */
  @Nullable ReadPlan plan(long offset, ByteBuffer destination) {
    lock.lock();
    try {
      dropIfOver();
      long size = Math.max(content.size(), written.end());
      int length = (int) Math.min(destination.remaining(), Math.max(0, size - offset));
      long end = offset + length;
      Ranges covered =
          written.overlay(offset, end, destination.slice(destination.position(), length));
      List<Ranges.Range> gaps = covered.gaps(offset, end);
      List<CommittedContent.Placed> placed = new ArrayList<>(gaps.size());
      for (Ranges.Range gap : gaps) {
        if (content.unknownFrom(gap.from(), gap.to()) < gap.to()) {
          return null;
        }
        placed.add(content.placed(gap.from(), gap.to()));
      }
      return new ReadPlan(length, gaps, placed);
    } finally {
      lock.unlock();
    }
  }

  /** Searches for data, or for a hole, from an offset on; null at or behind the end. */
  HoleSearch.@Nullable Step search(long offset, boolean forData) {
    lock.lock();
    try {
      long size = Math.max(content.size(), written.end());
      if (offset >= size) {
        return null;
      }
      HoleSearch search = new HoleSearch(content, written.ranges(), size);
      HoleSearch.Step step = forData ? search.data(offset) : search.hole(offset);
      return forData && step.found() && step.at() == size ? null : step;
    } finally {
      lock.unlock();
    }
  }

  /** First byte of a range of which it is not known where it lies; {@code to} if all is. */
  long unknownFrom(long from, long to) {
    lock.lock();
    try {
      return content.unknownFrom(from, to);
    } finally {
      lock.unlock();
    }
  }

  /** Committed segments of a range as far as they are known. */
  CommittedContent.Placed placed(long from, long to) {
    lock.lock();
    try {
      return content.placed(from, to);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes all bytes of the source into the buffer; begins to flush what makes a whole block.
   *
   * @param offset where, or negative for the end of the file
   */
  void write(long offset, ByteBuffer source, Deadline deadline, Runnable onPressure) {
    MetaSession live = parts.metadata().session();
    int chunks = source.remaining() / ChunkPool.CHUNK_BYTES + 2;
    Deque<ByteBuffer> spare = WriteBuffer.spare(pool.acquire(chunks, deadline, onPressure));
    try {
      List<FlushBatch> begun;
      lock.lock();
      try {
        dropIfOver();
        var writing =
            new UncommittedContent.Writing(live, parts.clock().now(), parts.clock().nanos());
        begun =
            offset < 0
                ? append(source, spare, writing)
                : written.write(offset, source, spare, writing);
      } finally {
        lock.unlock();
      }
      begun.forEach(this::start);
    } finally {
      pool.release(List.copyOf(spare));
    }
  }

  @GuardedBy("lock")
  private List<FlushBatch> append(
      ByteBuffer source, Deque<ByteBuffer> spare, UncommittedContent.Writing writing) {
    long end = Math.max(content.size(), written.end());
    if (end > Long.MAX_VALUE - source.remaining()) {
      throw new FsException(Errno.EFBIG, "append to inode " + inode + " of " + end + " bytes");
    }
    return written.append(content.size(), source, spare, writing);
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
      old = written.olderThan(ageNanos, parts.clock().nanos());
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
      all = written.tail();
    } finally {
      lock.unlock();
    }
    Waiting.until(all);
  }

  /** How many bytes are not committed. */
  long uncommitted() {
    lock.lock();
    try {
      return written.bytes();
    } finally {
      lock.unlock();
    }
  }

  /** Drops written bytes from an offset on that are not on their way yet; how many. */
  long discardFrom(long size) {
    lock.lock();
    try {
      return written.discardFrom(size);
    } finally {
      lock.unlock();
    }
  }

  /** A session is lost, and with it what it wrote and did not commit. */
  void sessionLost() {
    lock.lock();
    try {
      dropIfOver();
    } finally {
      lock.unlock();
    }
  }

  /** What went wrong with writes here, and who was told. */
  WriteErrors errors() {
    return errors;
  }

  @Override
  public long inlineBytesBeside(List<Ranges.Range> ranges) {
    lock.lock();
    try {
      return content.inlineBytesBeside(ranges);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<InlineSegment> knownInline() {
    lock.lock();
    try {
      return content.knownInline();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long contentVersion() {
    lock.lock();
    try {
      return content.mapVersion();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long shiftOf(FlushBatch batch) {
    lock.lock();
    try {
      return batch.shift;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<FlushBatch> uploadedFrom(FlushBatch batch) {
    lock.lock();
    try {
      return written.uploadedFrom(batch);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void sending(List<FlushBatch> batches) {
    lock.lock();
    try {
      batches.forEach(batch -> batch.sent = true);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void landed(FlushBatch batch, long offset) {
    lock.lock();
    try {
      batch.shift = offset;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void committed(Attributes newer, List<Segment> segments, List<BlockInfo> blocks) {
    lock.lock();
    try {
      content.committed(newer, segments, blocks);
      written.place(content.size());
    } finally {
      lock.unlock();
    }
  }

  private List<FlushBatch> takeAll() {
    lock.lock();
    try {
      return written.takeAll();
    } finally {
      lock.unlock();
    }
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
    Waiting.until(batch.before);
    lock.lock();
    try {
      written.over(batch);
      written.place(content.size());
      if (failure != null) {
        errors.add(failure, batch.bytes);
      }
    } finally {
      lock.unlock();
    }
    batch.release();
    batch.over.complete(null);
  }

  /** What a lost session wrote is neither read nor added to: whoever tells of the loss is late. */
  @GuardedBy("lock")
  private void dropIfOver() {
    MetaSession writer = written.session();
    if (writer != null && !writer.alive()) {
      long bytes = written.discardFrom(0);
      if (bytes > 0) {
        errors.add(new FsException(Errno.EIO, "session " + writer.id() + " lost"), bytes);
      }
    }
  }
}
