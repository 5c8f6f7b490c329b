package io.distfs.client.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.id.BlockId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The spans fetched ahead of sequential readers: a bounded number. Thread-safe; no I/O. */
final class SpansAhead {
  private final int spansMax;
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order they were begun. */
  @GuardedBy("lock")
  private final Map<Key, SpanAhead> spans = new LinkedHashMap<>();

  private record Key(BlockId block, int index) {}

  /** A span to be fetched, and the one that had to make room for it, if any. */
  record Begun(SpanAhead span, @Nullable SpanAhead displaced) {}

  SpansAhead(int spansMax) {
    this.spansMax = spansMax;
  }

  @Nullable SpanAhead get(BlockId block, int index) {
    lock.lock();
    try {
      return spans.get(new Key(block, index));
    } finally {
      lock.unlock();
    }
  }

  /**
   * A new span, whose fetch is now the caller's; null if it is known, or if there is no room: each
   * of the others is still on its way. The oldest that has arrived makes room.
   */
  @Nullable Begun begin(BlockInfo block, int index) {
    Key key = new Key(block.block(), index);
    lock.lock();
    try {
      if (spans.containsKey(key)) {
        return null;
      }
      SpanAhead displaced = null;
      if (spans.size() >= spansMax) {
        Key oldest = oldestSettled();
        if (oldest == null) {
          return null;
        }
        displaced = spans.remove(oldest);
      }
      SpanAhead span = new SpanAhead(block, index);
      spans.put(key, span);
      return new Begun(span, displaced);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets one, if it is not displaced already. */
  void remove(SpanAhead span) {
    lock.lock();
    try {
      spans.remove(new Key(span.block().block(), span.index()), span);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private @Nullable Key oldestSettled() {
    for (Map.Entry<Key, SpanAhead> entry : spans.entrySet()) {
      if (entry.getValue().settled().isDone()) {
        return entry.getKey();
      }
    }
    return null;
  }
}
