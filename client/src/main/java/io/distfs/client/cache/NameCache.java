package io.distfs.client.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.clock.ClientClock;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.InodeId;
import java.util.LinkedHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which inode a name in a directory leads to, or that it does not exist; believed for a while.
 * Bounded; what was learned longest ago goes first. Thread-safe.
 *
 * <p>Own changes enter at once. An answer to a question that was sent before an own change in the
 * same directory is not taken: it may be older. That is what {@link #stamp} is for.
 */
public final class NameCache {
  /** Greatest number of names remembered. */
  public static final int ENTRIES_MAX = 1 << 17;

  private static final int STAMPS = 1 << 12;

  private final ReentrantLock lock = new ReentrantLock();
  private final ClientClock clock;
  private final Validity validity;
  private final AtomicIntegerArray stamps = new AtomicIntegerArray(STAMPS);

  @GuardedBy("lock")
  private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>();

  private record Key(InodeId parent, FileName name) {}

  private record Entry(@Nullable InodeId inode, long untilNanos) {}

  /** What is known of a name. */
  public sealed interface Known {
    /** It leads there. */
    record Found(InodeId inode) implements Known {}

    /** It does not exist. */
    record Absent() implements Known {}

    /** Ask. */
    record Unknown() implements Known {}
  }

  private static final Known ABSENT = new Known.Absent();
  private static final Known UNKNOWN = new Known.Unknown();

  public NameCache(ClientClock clock, Validity validity) {
    this.clock = clock;
    this.validity = validity;
  }

  /** What is known of a name now. */
  public Known get(InodeId parent, FileName name) {
    lock.lock();
    try {
      Entry entry = entries.get(new Key(parent, name));
      if (entry == null || clock.nanos() - entry.untilNanos >= 0) {
        return UNKNOWN;
      }
      return entry.inode == null ? ABSENT : new Known.Found(entry.inode);
    } finally {
      lock.unlock();
    }
  }

  /** Grows with every own change in the directory; to be read before asking. */
  public int stamp(InodeId parent) {
    return stamps.get(index(parent));
  }

  /** Takes what was answered to a question sent when the stamp was this. Null: no such name. */
  public void learn(
      InodeId parent, FileName name, @Nullable InodeId inode, int stamp, long askedNanos) {
    lock.lock();
    try {
      if (stamps.get(index(parent)) == stamp) {
        put(new Key(parent, name), inode, askedNanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** An own change made the name lead there, or with null removed it. */
  public void change(InodeId parent, FileName name, @Nullable InodeId inode) {
    lock.lock();
    try {
      stamps.incrementAndGet(index(parent));
      put(new Key(parent, name), inode, clock.nanos());
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is known of the name any more. */
  public void forget(InodeId parent, FileName name) {
    lock.lock();
    try {
      stamps.incrementAndGet(index(parent));
      entries.remove(new Key(parent, name));
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is known of any name any more, nor learned from questions under way. */
  public void forgetAll() {
    lock.lock();
    try {
      for (int i = 0; i < STAMPS; i++) {
        stamps.incrementAndGet(i);
      }
      entries.clear();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void put(Key key, @Nullable InodeId inode, long askedNanos) {
    entries.remove(key);
    entries.put(key, new Entry(inode, validity.untilNanos(key.parent, askedNanos)));
    if (entries.size() > ENTRIES_MAX) {
      entries.pollFirstEntry();
    }
  }

  private static int index(InodeId parent) {
    return (int) ((parent.value() * 0x9E3779B97F4A7C15L) >>> 52) & (STAMPS - 1);
  }
}
