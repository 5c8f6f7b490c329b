package io.distfs.client.file;

import io.distfs.client.call.BeforeWait;
import io.distfs.client.clock.Deadline;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Changes of files that must keep their place among the writes: truncate, utimens, fallocate. Each
 * holds writers off, lets everything written before be committed, and only then goes to the server;
 * so no late flush undoes it. Thread-safe; blocks its caller.
 */
final class FileChanges {
  private final FileParts parts;
  private final SpaceWait space;

  FileChanges(FileParts parts, SpaceWait space) {
    this.parts = parts;
    this.space = space;
  }

  /** chmod, chown, truncate, utimens of an inode that may be in use. */
  Attributes setAttributes(
      InodeId inode, @Nullable OpenInode file, AttributeChange change, Credentials credentials) {
    boolean ordered = change.size() != null || change.mtime() != null || change.atime() != null;
    if (file == null || !ordered) {
      return send(inode, file, change, credentials);
    }
    Lock alone = acquire(file.order().writeLock());
    try {
      long discarded = change.size() == null ? 0 : file.discardFrom(change.size());
      file.flush();
      try {
        return send(inode, file, change, credentials);
      } catch (FsException e) {
        if (discarded > 0) {
          file.errors().add(e, discarded);
        }
        throw e;
      }
    } finally {
      alone.unlock();
    }
  }

  /** fallocate(2), in as many commands as it takes. */
  void allocate(OpenInode file, int mode, long offset, long length) {
    boolean clears = (mode & (Mutation.Allocate.PUNCH_HOLE | Mutation.Allocate.ZERO_RANGE)) != 0;
    Lock alone = acquire(file.order().writeLock());
    try {
      file.flush();
      long at = offset;
      while (at < offset + length) {
        long asked = parts.clock().nanos();
        Result.Advanced advanced = allocate(file.inode(), mode, at, offset + length - at);
        long end = at + advanced.done();
        // A range of no length: nothing moved, but the content counts a version.
        file.cleared(advanced.attributes(), clears ? at : end, end);
        if (clears) {
          space.freed();
        }
        parts.attributes().learned(advanced.attributes(), asked);
        at = end;
      }
    } finally {
      alone.unlock();
    }
  }

  /** One step; where there is no space, not before what this client has freed is deleted. */
  private Result.Advanced allocate(InodeId inode, int mode, long offset, long length) {
    Deadline deadline = null;
    while (true) {
      Mutation step = new Mutation.Allocate(inode, mode, offset, length, 0, parts.clock().now());
      try {
        if (parts.metadata().mutate(step) instanceof Result.Advanced advanced
            && advanced.done() > 0) {
          return advanced;
        }
        throw new FsException(Errno.EPROTO, "unexpected result of fallocate");
      } catch (FsException e) {
        if (e.errno() != Errno.ENOSPC || !space.isFreeing()) {
          throw e;
        }
        deadline = deadline == null ? space.begin() : deadline;
        if (!space.goesOn(deadline)) {
          throw e;
        }
      }
    }
  }

  /** Takes a lock of a file's order, within the deadline. The caller unlocks what is returned. */
  Lock acquire(Lock lock) {
    Deadline end = Deadline.in(parts.clock(), parts.settings().deadline());
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (lock.tryLock(0, TimeUnit.NANOSECONDS)) {
            return lock;
          }
          BeforeWait.waiting();
          if (lock.tryLock(Math.max(1, end.leftNanos()), TimeUnit.NANOSECONDS)) {
            return lock;
          }
          throw new FsException(Errno.ETIMEDOUT, "file is held by other changes for too long");
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Attributes send(
      InodeId inode, @Nullable OpenInode file, AttributeChange change, Credentials credentials) {
    Long size = change.size();
    boolean cuts = size != null && (file == null || size < file.size());
    long asked = parts.clock().nanos();
    Attributes attributes =
        changed(parts.metadata().mutate(new Mutation.SetAttributes(inode, change, credentials)));
    if (file != null) {
      if (size != null && size == 0) {
        file.empty(attributes);
      } else if (size != null) {
        file.cleared(attributes, size, Long.MAX_VALUE);
      } else {
        file.learned(attributes);
      }
    }
    if (cuts) {
      space.freed();
    }
    parts.attributes().learned(attributes, asked);
    return attributes;
  }

  private static Attributes changed(Result result) {
    if (result instanceof Result.Changed changed) {
      return changed.attributes();
    }
    throw new FsException(Errno.EPROTO, "unexpected result of a change: " + result);
  }
}
