package io.distfs.server.raft;

import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.impl.RocksDBLogStorage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * JRaft's log in RocksDB, with the entries written last at hand. JRaft forgets an entry when it is
 * applied and on disk, and then asks for its term with every message about the next one: it would
 * be read back and decoded once for each follower. Thread-safe, as its parent is: one thread
 * writes.
 */
final class RecentLogStorage extends RocksDBLogStorage {
  private static final int ENTRIES_MAX = 16;

  /** Longer entries are left to RocksDB; so all of them are at most 1 MiB. */
  private static final int ENTRY_BYTES_MAX = 64 << 10;

  /** Entry n at n modulo the length, or an older one, or none. */
  private final AtomicReferenceArray<@Nullable LogEntry> recent =
      new AtomicReferenceArray<>(ENTRIES_MAX);

  RecentLogStorage(String folder, RaftOptions options) {
    super(folder, options);
  }

  @Override
  public @Nullable LogEntry getEntry(long index) {
    LogEntry entry = recent.get(slot(index));
    return entry != null && entry.getId().getIndex() == index ? entry : super.getEntry(index);
  }

  @Override
  public boolean appendEntry(LogEntry entry) {
    boolean written = super.appendEntry(entry);
    if (written) {
      keep(entry);
    }
    return written;
  }

  @Override
  public int appendEntries(List<LogEntry> entries) {
    int written = super.appendEntries(entries);
    for (int i = Math.max(0, written - ENTRIES_MAX); i < written; i++) {
      keep(entries.get(i));
    }
    return written;
  }

  /** {@inheritDoc} What begins here is asked for no more, or written anew. */
  @Override
  public boolean truncatePrefix(long firstIndexKept) {
    forget();
    return super.truncatePrefix(firstIndexKept);
  }

  @Override
  public boolean truncateSuffix(long lastIndexKept) {
    boolean truncated = super.truncateSuffix(lastIndexKept);
    forget();
    return truncated;
  }

  @Override
  public boolean reset(long nextLogIndex) {
    forget();
    return super.reset(nextLogIndex);
  }

  private void keep(LogEntry entry) {
    ByteBuffer data = entry.getData();
    boolean isShort = data == null || data.remaining() <= ENTRY_BYTES_MAX;
    recent.set(slot(entry.getId().getIndex()), isShort ? entry : null);
  }

  private void forget() {
    for (int i = 0; i < ENTRIES_MAX; i++) {
      recent.set(i, null);
    }
  }

  private static int slot(long index) {
    return (int) Long.remainderUnsigned(index, ENTRIES_MAX);
  }
}
