package io.distfs.client.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.access.AccessTimes;
import io.distfs.client.cache.Readahead;
import io.distfs.shared.error.Errno;
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

  /** Errors up to here were told to an fsync(2). */
  @GuardedBy("lock")
  private long errorsSeen;

  /** Errors up to here were told to somebody, if only to a close(2). */
  @GuardedBy("lock")
  private long errorsTold;

  /** Errors up to here were told to a write(2), if that is told of such. */
  @GuardedBy("lock")
  private long errorsWriteTold;

  OpenDescriptor(OpenInode file, int readaheadBytesMax) {
    this.file = file;
    this.readahead = new Readahead(readaheadBytesMax);
    this.errorsSeen = file.errors().begin();
    this.errorsTold = errorsSeen;
    this.errorsWriteTold = file.errors().now();
  }

  /** The inode. */
  public InodeId inode() {
    return file.inode();
  }

  OpenInode file() {
    return file;
  }

  /** Somebody has read the file: its time of access moves if it has to. */
  public void wasRead(AccessTimes times) {
    file.wasRead(times);
  }

  /** Whether a read would move the file's time of access. */
  public boolean awaitsRead(AccessTimes times) {
    return file.awaitsRead(times);
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

  /**
   * write(2): says once that there was no space for earlier writes, so that who copies for an hour
   * hears of it now; fsync(2) and close(2) are told all the same.
   */
  void tellFull() {
    long now = file.errors().now();
    long told;
    lock.lock();
    try {
      told = errorsWriteTold;
      errorsWriteTold = now;
    } finally {
      lock.unlock();
    }
    FsException error = now == told ? null : file.errors().newsSince(told).error();
    if (error != null && error.errno() == Errno.ENOSPC) {
      throw earlier(error);
    }
  }

  /** fsync(2): throws what went wrong with earlier writes, once. */
  void reportErrors() {
    throwNews(true);
  }

  /**
   * close(2) of one of the descriptors that share this open: throws what went wrong with earlier
   * writes, and leaves it to be told to the next fsync(2) too. A process that forks closes copies
   * of descriptors it knows nothing of; it must not take the error from the one that wrote.
   */
  void tellErrors() {
    throwNews(false);
  }

  /** The last close: what went wrong and nobody was told, or null. */
  @Nullable FsException untoldError() {
    lock.lock();
    try {
      return file.errors().since(errorsTold).error();
    } finally {
      lock.unlock();
    }
  }

  private void throwNews(boolean toFsync) {
    WriteErrors.News news;
    lock.lock();
    try {
      news = file.errors().since(errorsSeen);
      errorsTold = news.now();
      if (toFsync) {
        errorsSeen = news.now();
        errorsWriteTold = news.now();
      }
    } finally {
      lock.unlock();
    }
    FsException error = news.error();
    if (error != null) {
      throw earlier(error);
    }
  }

  private FsException earlier(FsException error) {
    return new FsException(
        error.errno(), "earlier write to inode " + file.inode() + " failed", error);
  }
}
