package io.distfs.client.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.cache.Readahead;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.InodeId;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One open(2) of a regular file. Thread-safe. */
public final class OpenDescriptor {
  /** Nothing to read ahead. */
  static final Readahead.Range NOTHING = new Readahead.Range(0, 0);

  private final OpenInode file;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Readahead readahead;

  @GuardedBy("lock")
  private long errorsSeen;

  OpenDescriptor(OpenInode file, int readaheadBytesMax) {
    this.file = file;
    this.readahead = new Readahead(readaheadBytesMax);
    this.errorsSeen = file.errorsBegin();
  }

  /** The inode. */
  public InodeId inode() {
    return file.inode();
  }

  OpenInode file() {
    return file;
  }

  /** What to read ahead with this read, and whether it comes in order. */
  record Advice(Readahead.Range ahead, boolean sequential) {}

  Advice onRead(long offset, int length) {
    lock.lock();
    try {
      Readahead.@Nullable Range range = readahead.onRead(offset, length);
      return new Advice(range == null ? NOTHING : range, readahead.sequential());
    } finally {
      lock.unlock();
    }
  }

  /** Throws what went wrong with earlier writes, once. */
  void reportErrors() {
    FsException error;
    lock.lock();
    try {
      OpenInode.ErrorNews news = file.errorsSince(errorsSeen);
      errorsSeen = news.now();
      error = news.error();
    } finally {
      lock.unlock();
    }
    if (error != null) {
      throw new FsException(
          error.errno(), "earlier write to inode " + file.inode() + " failed", error);
    }
  }
}
