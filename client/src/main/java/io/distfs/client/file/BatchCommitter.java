package io.distfs.client.file;

import io.distfs.client.call.Waiting;
import io.distfs.client.clock.Deadline;
import io.distfs.client.meta.MetaSession;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import io.distfs.shared.transport.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes one batch of written bytes durable: inside the metadata if it is small and fits, else in a
 * block. Thread-safe; blocks its caller.
 *
 * <p>A file that grows by small appends fills its inline budget again and again: what is inline
 * then moves into one block, as a compare-and-swap on the content's version, so that the next
 * appends are single commits again.
 */
final class BatchCommitter {
  /** Appends up to this size are worth moving older inline data out of their way. */
  private static final int RELOCATE_FOR_BYTES_MAX = 32 << 10;

  private final FileParts parts;
  private final RoomGate room;
  private final SpaceWait space;

  BatchCommitter(FileParts parts, SpaceWait space) {
    this.parts = parts;
    this.space = space;
    this.room = new RoomGate(parts.metadata(), parts.clock());
  }

  /** What the committer needs to know of a file, and tells it. Called without the file's lock. */
  interface Target {
    /** The inode. */
    InodeId inode();

    /** Inline bytes the file will have beside these ranges. */
    long inlineBytesBeside(List<Ranges.Range> ranges);

    /** All inline segments if the file's map is wholly known, else none. */
    List<InlineSegment> knownInline();

    /** Version of the content as known. */
    long contentVersion();

    /** How far behind what its ranges say the batch is taken to lie in the file. */
    long shiftOf(FlushBatch batch);

    /** The batch, whose turn it is, and those behind it that may go into the same command. */
    List<FlushBatch> uploadedFrom(FlushBatch batch);

    /** Commands with these batches are about to be sent. */
    void sending(List<FlushBatch> batches);

    /** The server has placed an appended batch there. */
    void landed(FlushBatch batch, long offset);

    /** A command put these there; the file's attributes after it. */
    void committed(Attributes attributes, List<Segment> segments, List<BlockInfo> blocks);
  }

  /** Returns when the batch is committed. */
  void commit(Target target, FlushBatch batch) {
    if (batch.bytes <= parts.settings().inlineBytesMax()
        && batch.ranges.size() <= Mutation.SEGMENTS_MAX) {
      Waiting.until(batch.before);
      if (makeRoom(target, batch) && commitInline(target, batch)) {
        return;
      }
      batch.uploaded = upload(target, batch);
    } else {
      batch.uploaded = upload(target, batch);
      Waiting.until(batch.before);
    }
    commitUploaded(target, batch);
  }

  private boolean makeRoom(Target target, FlushBatch batch) {
    long beside = target.inlineBytesBeside(batch.append ? List.of() : batch.ranges);
    if (beside + batch.bytes <= InlineSegment.BYTES_MAX) {
      return true;
    }
    List<InlineSegment> inline = target.knownInline();
    if (batch.bytes > RELOCATE_FOR_BYTES_MAX || inline.isEmpty()) {
      return false;
    }
    int count = Math.min(inline.size(), Mutation.SEGMENTS_MAX);
    return relocate(target, batch.session, inline.subList(0, count));
  }

  private boolean relocate(Target target, MetaSession session, List<InlineSegment> inline) {
    long version = target.contentVersion();
    List<ByteBuffer> views = new ArrayList<>();
    Ranges ranges = new Ranges();
    for (InlineSegment segment : inline) {
      views.add(segment.data().asBuffer());
      ranges.add(segment.offset(), segment.end());
    }
    BlockInfo block;
    try (Payload payload = Payload.of(views.toArray(ByteBuffer[]::new))) {
      block = parts.blocks().write(session, payload, hint(target, inline.getFirst().offset()));
    } catch (FsException e) {
      // No room to move old data to: what is to be written now may still have its own.
      if (e.errno() == Errno.ENOSPC) {
        return false;
      }
      throw e;
    }
    List<Segment> extents = FlushBatch.extents(ranges.within(0, Long.MAX_VALUE), 0, block);
    List<BlockInfo> blocks = List.of(block);
    Mutation.RelocateData move =
        new Mutation.RelocateData(target.inode(), version, extents, blocks);
    try {
      submit(target, session, move, extents, blocks);
      return true;
    } catch (FsException e) {
      // Another client changed the file meanwhile; its data stays where it is.
      if (e.errno() == Errno.EAGAIN) {
        return false;
      }
      throw e;
    } finally {
      session.retire(block.block());
    }
  }

  private boolean commitInline(Target target, FlushBatch batch) {
    List<Segment> segments = batch.inlineSegments();
    try {
      submit(target, List.of(batch), segments, List.of());
      return true;
    } catch (FsException e) {
      if (e.errno() == Errno.E2BIG) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Brings all the bytes to the servers. Where there is no room but for what is about to be
   * deleted, such as what is being overwritten, it is worth a wait. What is left goes to whose turn
   * it is, and nobody holds parts of it meanwhile: many that each had some would wait for each
   * other.
   */
  private List<FlushBatch.Stored> upload(Target target, FlushBatch batch) {
    Deadline deadline = null;
    while (true) {
      RoomGate.Shortage shortage = enter(target, batch);
      if (shortage == null) {
        try {
          return store(target, batch);
        } catch (FsException e) {
          if (e.errno() != Errno.ENOSPC) {
            throw e;
          }
          shortage = new RoomGate.Shortage(true, e);
        }
      }
      if (!shortage.passing() && !space.isFreeing()) {
        throw shortage.error();
      }
      if (deadline == null) {
        Waiting.until(batch.before);
        deadline = space.begin();
      } else if (!space.goesOn(deadline)) {
        throw shortage.error();
      }
    }
  }

  /**
   * Null if there is room. Where space is scarce this is asked at the batch's turn only: what has
   * been uploaded and cannot be committed yet would be in the way of what comes before it, and what
   * is promised counts for a moment only.
   */
  private RoomGate.@Nullable Shortage enter(Target target, FlushBatch batch) {
    boolean turn = batch.before.isDone();
    if (turn || !room.isScarce()) {
      RoomGate.Shortage shortage = ask(target, batch);
      if (turn || shortage != null || !room.isScarce()) {
        return shortage;
      }
    }
    Waiting.until(batch.before);
    return ask(target, batch);
  }

  private RoomGate.@Nullable Shortage ask(Target target, FlushBatch batch) {
    return room.enter(target.inode(), batch.places(target.shiftOf(batch)));
  }

  /**
   * Writes a block of all the bytes; smaller ones while the servers have room, but none in one
   * piece. Where it fails, nothing stays on the servers.
   */
  private List<FlushBatch.Stored> store(Target target, FlushBatch batch) {
    List<FlushBatch.Stored> stored = new ArrayList<>(1);
    int at = 0;
    int most = batch.bytes;
    while (at < batch.bytes) {
      int length = Math.min(most, batch.bytes - at);
      try (Payload payload = batch.payload(at, length)) {
        BlockPiece.Hint hint = hint(target, batch.placeOf(at, target.shiftOf(batch)));
        BlockInfo block = parts.blocks().write(batch.session, payload, hint);
        stored.add(batch.stored(at, block));
        at += length;
      } catch (RuntimeException e) {
        boolean full = e instanceof FsException failure && failure.errno() == Errno.ENOSPC;
        if (!full || length <= BlockInfo.CHECKSUM_UNIT_BYTES) {
          stored.forEach(each -> parts.blocks().abandon(batch.session, each.block()));
          throw e;
        }
        most = half(length);
      }
    }
    return List.copyOf(stored);
  }

  /** Of whole units, so that no server rounds up what is cut. */
  private static int half(int length) {
    return Math.ceilDiv(length / 2, BlockInfo.CHECKSUM_UNIT_BYTES) * BlockInfo.CHECKSUM_UNIT_BYTES;
  }

  /**
   * Commits a batch whose turn it is, and in the same command what has come to the servers behind
   * it meanwhile: a stream of blocks would wait for a commit each.
   */
  private void commitUploaded(Target target, FlushBatch batch) {
    if (batch.outcome == null) {
      commitTogether(target, target.uploadedFrom(batch));
    }
    FsException failure = Objects.requireNonNull(batch.outcome).failure();
    if (failure != null) {
      throw failure;
    }
  }

  private void commitTogether(Target target, List<FlushBatch> batches) {
    FsException failure = null;
    try {
      submitUploaded(target, batches);
    } catch (FsException e) {
      if (batches.size() > 1 && isRefusal(e)) {
        // Maybe for one of the blocks only: each has to be judged alone, the others at their turn.
        commitTogether(target, batches.subList(0, 1));
        return;
      }
      failure = e;
    } catch (RuntimeException e) {
      failure = new FsException(Errno.EIO, "commit to inode " + target.inode() + ": " + e, e);
    }
    FlushBatch.Outcome outcome = new FlushBatch.Outcome(failure);
    for (FlushBatch batch : batches) {
      stored(batch).forEach(each -> batch.session.retire(each.block().block()));
      batch.outcome = outcome;
    }
  }

  private void submitUploaded(Target target, List<FlushBatch> batches) {
    List<Segment> extents = new ArrayList<>();
    List<BlockInfo> blocks = new ArrayList<>();
    for (FlushBatch batch : batches) {
      for (FlushBatch.Stored each : stored(batch)) {
        // Never so of several batches, nor of an append, whose bytes are one range.
        if (extents.size() + each.extents().size() > Mutation.SEGMENTS_MAX) {
          submit(target, batches, List.copyOf(extents), List.copyOf(blocks));
          extents.clear();
          blocks.clear();
        }
        extents.addAll(each.extents());
        blocks.add(each.block());
      }
    }
    submit(target, batches, extents, blocks);
  }

  private static List<FlushBatch.Stored> stored(FlushBatch batch) {
    return Objects.requireNonNull(batch.uploaded);
  }

  /** Whether the servers said no, and did nothing; else the command may have been carried out. */
  private static boolean isRefusal(FsException e) {
    return e.errno() != Errno.EIO && e.errno() != Errno.ETIMEDOUT;
  }

  private void submit(
      Target target, List<FlushBatch> batches, List<Segment> segments, List<BlockInfo> blocks) {
    target.sending(batches);
    FlushBatch batch = batches.getLast();
    Mutation write =
        batch.append
            ? new Mutation.AppendData(target.inode(), segments, blocks, batch.mtime)
            : new Mutation.WriteData(target.inode(), segments, blocks, batch.mtime);
    long asked = parts.clock().nanos();
    Result result =
        parts.metadata().await(batch.session.submit(write), "write to " + target.inode());
    // The file first: whoever learns of the attributes earlier takes its map for out of date.
    Attributes attributes =
        switch (result) {
          case Result.Changed changed -> {
            target.committed(changed.attributes(), segments, blocks);
            yield changed.attributes();
          }
          case Result.Appended appended -> {
            target.landed(batch, appended.offset());
            target.committed(appended.attributes(), placed(segments, appended.offset()), blocks);
            yield appended.attributes();
          }
          default -> throw unexpected(result);
        };
    parts.attributes().learned(attributes, asked);
  }

  private void submit(
      Target target,
      MetaSession session,
      Mutation.RelocateData move,
      List<Segment> segments,
      List<BlockInfo> blocks) {
    long asked = parts.clock().nanos();
    Result result = parts.metadata().await(session.submit(move), "write to " + target.inode());
    if (!(result instanceof Result.Changed changed)) {
      throw unexpected(result);
    }
    target.committed(changed.attributes(), segments, blocks);
    parts.attributes().learned(changed.attributes(), asked);
  }

  private static List<Segment> placed(List<Segment> segments, long offset) {
    List<Segment> placed = new ArrayList<>(segments.size());
    segments.forEach(segment -> placed.add(segment.movedTo(offset + segment.offset())));
    return placed;
  }

  private static FsException unexpected(Result result) {
    return new FsException(Errno.EPROTO, "unexpected result of a write: " + result);
  }

  private BlockPiece.Hint hint(Target target, long offset) {
    Timestamp now = parts.clock().now();
    return new BlockPiece.Hint(
        target.inode(), offset, now.seconds() * 1000 + now.nanos() / 1_000_000);
  }
}
