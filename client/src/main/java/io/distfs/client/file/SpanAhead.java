package io.distfs.client.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.block.BlockRange;
import io.distfs.shared.fs.BlockInfo;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A span on its way from a server, or here and not yet read to its end. Thread-safe. Its bytes stay
 * in the buffer they arrived in, which is given back with the last of them.
 */
final class SpanAhead {
  private final BlockInfo block;
  private final int index;
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable BlockRange range;

  @GuardedBy("lock")
  private int unreadBytes;

  SpanAhead(BlockInfo block, int index) {
    this.block = block;
    this.index = index;
  }

  /** The block it is a part of. */
  BlockInfo block() {
    return block;
  }

  /** Which span of the block. */
  int index() {
    return index;
  }

  /** Completes when it is here or will never be. */
  CompletableFuture<Void> settled() {
    return settled;
  }

  /** It is here; takes over the range. */
  void arrived(BlockRange fetched) {
    lock.lock();
    try {
      range = fetched;
      unreadBytes = fetched.payload().bytes();
    } finally {
      lock.unlock();
    }
    settled.complete(null);
  }

  /** It could not be fetched. */
  void failed() {
    settled.complete(null);
  }

  /** What {@link #copy} did. */
  record Copied(int bytes, boolean readToEnd) {}

  /** Copies what it has from a place in the block on: nothing if it is not, or no more, here. */
  Copied copy(int at, ByteBuffer destination) {
    lock.lock();
    try {
      BlockRange here = range;
      if (here == null) {
        return new Copied(0, false);
      }
      int bytes = here.copy(at, destination);
      unreadBytes -= bytes;
      boolean readToEnd = unreadBytes <= 0;
      if (readToEnd) {
        range = null;
        here.close();
      }
      return new Copied(bytes, readToEnd);
    } finally {
      lock.unlock();
    }
  }

  /** Gives up what is here; the caller closes it. */
  @Nullable BlockRange take() {
    lock.lock();
    try {
      BlockRange here = range;
      range = null;
      return here;
    } finally {
      lock.unlock();
    }
  }
}
