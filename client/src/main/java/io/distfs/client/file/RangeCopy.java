package io.distfs.client.file;

import io.distfs.client.clock.Deadline;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Lock;

/**
 * copy_file_range(2): the servers share the blocks, no data moves. Only inline data the target has
 * no room for is read and written. Thread-safe; blocks its caller.
 *
 * <p>Holds writers off the target, as every change that must keep its place among the writes. The
 * source is only flushed: what is written to it meanwhile is copied or not.
 */
final class RangeCopy {
  private final FileParts parts;
  private final FileChanges changes;
  private final FileReader reader;

  RangeCopy(FileParts parts, FileChanges changes, FileReader reader) {
    this.parts = parts;
    this.changes = changes;
    this.reader = reader;
  }

  /** From where, and how much. */
  record Range(OpenInode file, long offset, long length) {}

  /**
   * Copies; gives back how many bytes, which may be fewer than asked for: at the source's end, or
   * when the deadline comes near.
   *
   * @param onPressure called when there is no memory for what has to be written
   */
  long copy(Range source, OpenInode target, long targetOffset, Runnable onPressure) {
    check(source, target, targetOffset);
    Deadline deadline = Deadline.in(parts.clock(), parts.settings().deadline().dividedBy(2));
    Lock alone = changes.acquire(target.order().writeLock());
    try {
      source.file.flush();
      target.flush();
      // Within one file the copy itself moves the end, and must not go on into what it made.
      boolean same = source.file.inode().equals(target.inode());
      long length = same ? Math.min(source.length, target.size() - source.offset) : source.length;
      long done = 0;
      while (done < length && !(done > 0 && deadline.passed())) {
        Range rest = new Range(source.file, source.offset + done, length - done);
        long step = step(rest, target, targetOffset + done, onPressure);
        if (step == 0) {
          break;
        }
        done += step;
      }
      return done;
    } finally {
      alone.unlock();
    }
  }

  private long step(Range rest, OpenInode target, long to, Runnable onPressure) {
    Mutation clone =
        new Mutation.CloneRange(
            rest.file.inode(), rest.offset, target.inode(), to, rest.length, parts.clock().now());
    long asked = parts.clock().nanos();
    Result result;
    try {
      result = parts.metadata().mutate(clone);
    } catch (FsException e) {
      if (e.errno() == Errno.E2BIG) {
        return byHand(rest, target, to, onPressure);
      }
      throw e;
    }
    if (!(result instanceof Result.Advanced advanced)) {
      throw new FsException(Errno.EPROTO, "unexpected result of a clone: " + result);
    }
    target.learned(advanced.attributes());
    parts.attributes().learned(advanced.attributes(), asked);
    return advanced.done();
  }

  private long byHand(Range rest, OpenInode target, long to, Runnable onPressure) {
    Deadline deadline = Deadline.in(parts.clock(), parts.settings().deadline());
    // Up to the next hole, which is to stay one.
    long hole = reader.seek(rest.file, rest.offset, false, deadline);
    long run = Math.min(rest.length, hole - rest.offset);
    ByteBuffer data = ByteBuffer.allocate((int) Math.min(run, InlineSegment.BYTES_MAX));
    var advice = new OpenDescriptor.Advice(OpenDescriptor.NOTHING, true);
    int length = reader.read(rest.file, rest.offset, data, advice);
    target.write(to, data.flip(), deadline, onPressure);
    target.flush();
    return length;
  }

  private static void check(Range source, OpenInode target, long targetOffset) {
    if (source.offset < 0 || targetOffset < 0 || source.length < 0) {
      throw new FsException(Errno.EINVAL, "copy of " + source + " to " + targetOffset);
    }
    if (targetOffset > Long.MAX_VALUE - source.length) {
      throw new FsException(Errno.EFBIG, "copy of " + source + " to " + targetOffset);
    }
    boolean overlapping =
        source.file.inode().equals(target.inode())
            && Math.abs(source.offset - targetOffset) < source.length;
    if (overlapping) {
      throw new FsException(
          Errno.EINVAL, "copy within inode " + target.inode() + " onto the copied range");
    }
  }
}
