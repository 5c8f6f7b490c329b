package io.distfs.client.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.clock.ClientClock;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.id.InodeId;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Attributes as servers told them, believed for a while. Bounded; what was learned longest ago goes
 * first. An answer that overtook a newer one is known by its version and not taken. Thread-safe.
 */
public final class AttributeCache {
  /** Greatest number of inodes remembered. */
  public static final int ENTRIES_MAX = 1 << 17;

  private final ReentrantLock lock = new ReentrantLock();
  private final ClientClock clock;
  private final Validity validity;

  @GuardedBy("lock")
  private final LinkedHashMap<InodeId, Entry> entries = new LinkedHashMap<>();

  /** When extended attributes of anything changed here last: bare is believed from then on. */
  @GuardedBy("lock")
  private long xattrsChangedNanos;

  private record Entry(Attributes attributes, long askedNanos, long untilNanos) {}

  public AttributeCache(ClientClock clock, Validity validity) {
    this.clock = clock;
    this.validity = validity;
    this.xattrsChangedNanos = clock.nanos();
  }

  /** Takes attributes from an answer to a question sent then; gives back the newest known. */
  public Attributes put(Attributes attributes, long askedNanos) {
    InodeId inode = attributes.inode();
    lock.lock();
    try {
      Entry known = entries.get(inode);
      if (known != null && known.attributes.version() > attributes.version()) {
        return known.attributes;
      }
      entries.remove(inode);
      entries.put(inode, new Entry(attributes, askedNanos, validity.untilNanos(inode, askedNanos)));
      if (entries.size() > ENTRIES_MAX) {
        entries.pollFirstEntry();
      }
      return attributes;
    } finally {
      lock.unlock();
    }
  }

  /** Attributes that may still be believed, or null. */
  public @Nullable Attributes get(InodeId inode) {
    lock.lock();
    try {
      Entry entry = believed(inode);
      return entry == null ? null : entry.attributes;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it may be believed that the inode has no extended attributes. */
  public boolean isBare(InodeId inode) {
    lock.lock();
    try {
      Entry entry = believed(inode);
      return entry != null && entry.attributes.bare() && entry.askedNanos - xattrsChangedNanos >= 0;
    } finally {
      lock.unlock();
    }
  }

  /** The inode changed in a way not known here: asks again next time. */
  public void invalidate(InodeId inode) {
    lock.lock();
    try {
      doubt(inode);
    } finally {
      lock.unlock();
    }
  }

  /**
   * An own command may have changed the inode's extended attributes, and its answer tells no
   * attributes: what was asked before may be from before it.
   */
  public void xattrsChanged(InodeId inode) {
    lock.lock();
    try {
      doubt(inode);
      xattrsChangedNanos = clock.nanos();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private @Nullable Entry believed(InodeId inode) {
    Entry entry = entries.get(inode);
    return entry == null || clock.nanos() - entry.untilNanos >= 0 ? null : entry;
  }

  @GuardedBy("lock")
  private void doubt(InodeId inode) {
    Entry entry = entries.get(inode);
    if (entry != null) {
      entries.put(inode, new Entry(entry.attributes, entry.askedNanos, clock.nanos()));
    }
  }
}
