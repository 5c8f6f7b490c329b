package io.distfs.client.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.InodeId;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Errors of a file's writes, each reported once on every descriptor that was open when it happened
 * (as errseq_t in Linux). Thread-safe; calls nothing under its lock.
 */
final class WriteErrors {
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private long count;

  @GuardedBy("lock")
  private boolean reported = true;

  @GuardedBy("lock")
  private long lostBytes;

  @GuardedBy("lock")
  private @Nullable FsException last;

  /**
   * What a descriptor that has heard of errors up to a point is to hear now.
   *
   * @param error the newest one, or null if there is nothing new
   */
  record News(long now, @Nullable FsException error) {}

  /** Written data was lost. */
  void add(FsException error, long bytes) {
    lock.lock();
    try {
      last = error;
      count++;
      lostBytes += bytes;
      reported = false;
    } finally {
      lock.unlock();
    }
  }

  /** Where a descriptor opened now begins: an error nobody has heard of yet is told to it too. */
  long begin() {
    lock.lock();
    try {
      return reported ? count : count - 1;
    } finally {
      lock.unlock();
    }
  }

  /** Errors after that point; they count as reported. */
  News since(long seen) {
    lock.lock();
    try {
      News news = newsSince(seen);
      reported |= news.error() != null;
      return news;
    } finally {
      lock.unlock();
    }
  }

  /** Errors after that point, left to be reported to descriptors. */
  News newsSince(long seen) {
    lock.lock();
    try {
      return new News(count, count == seen ? null : last);
    } finally {
      lock.unlock();
    }
  }

  /** The point reached now. */
  long now() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Names lost bytes nobody was told of. */
  void nameUnreported(InodeId inode, Unsaved unsaved) {
    FsException error;
    long bytes;
    lock.lock();
    try {
      error = last;
      bytes = reported ? 0 : lostBytes;
    } finally {
      lock.unlock();
    }
    if (bytes > 0 && error != null) {
      unsaved.add(inode, bytes, String.valueOf(error.getMessage()));
    }
  }
}
