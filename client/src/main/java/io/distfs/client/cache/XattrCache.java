package io.distfs.client.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.clock.ClientClock;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.id.InodeId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Extended attributes asked for lately, and that they do not exist; believed for a while. Bounded.
 * Thread-safe. The kernel asks for {@code security.capability} before every write(2), which must
 * not cost a round trip each.
 */
public final class XattrCache {
  /** Greatest number of inodes remembered. */
  public static final int INODES_MAX = 1 << 14;

  /** Greatest number of values of one inode, and of bytes of one value. */
  public static final int VALUES_MAX = 16;

  private static final int VALUE_BYTES_MAX = 4096;

  private final ReentrantLock lock = new ReentrantLock();
  private final ClientClock clock;
  private final Validity validity;

  @GuardedBy("lock")
  private final LinkedHashMap<InodeId, Entry> entries = new LinkedHashMap<>();

  /** When something was forgotten last: answers to earlier questions may be from before it. */
  @GuardedBy("lock")
  private long forgottenNanos;

  private record Entry(Map<ByteString, Optional<ByteString>> values, long until) {}

  public XattrCache(ClientClock clock, Validity validity) {
    this.clock = clock;
    this.validity = validity;
    this.forgottenNanos = clock.nanos();
  }

  /** The value, empty if there is none, or null if unknown. */
  // Three answers; a record of its own would say the same with more words.
  @SuppressWarnings("NullableOptional")
  public @Nullable Optional<ByteString> get(InodeId inode, ByteString name) {
    lock.lock();
    try {
      Entry entry = entries.get(inode);
      if (entry == null || clock.nanos() - entry.until >= 0) {
        entries.remove(inode);
        return null;
      }
      return entry.values.get(name);
    } finally {
      lock.unlock();
    }
  }

  /** Takes an answer to a question sent at that time. */
  public void learn(InodeId inode, ByteString name, Optional<ByteString> value, long askedNanos) {
    lock.lock();
    try {
      boolean large = value.isPresent() && value.get().length() > VALUE_BYTES_MAX;
      if (large || askedNanos - forgottenNanos < 0) {
        return;
      }
      Entry entry = entries.get(inode);
      if (entry == null) {
        put(inode, new Entry(new HashMap<>(), validity.untilNanos(inode, askedNanos)));
        entry = entries.get(inode);
      }
      if (entry != null && entry.values.size() < VALUES_MAX) {
        entry.values.put(name, value);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Something about the inode's extended attributes changed. */
  public void forget(InodeId inode) {
    lock.lock();
    try {
      entries.remove(inode);
      forgottenNanos = clock.nanos();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void put(InodeId inode, Entry entry) {
    entries.remove(inode);
    entries.put(inode, entry);
    if (entries.size() > INODES_MAX) {
      entries.pollFirstEntry();
    }
  }
}
