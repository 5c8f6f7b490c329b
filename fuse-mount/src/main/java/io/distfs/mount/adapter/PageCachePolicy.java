package io.distfs.mount.adapter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.id.InodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the kernel may keep a file's cached pages across an open: only if the content is the same
 * as at the last open here, whose pages they then are. This is what makes a read after an open see
 * what was closed on another mount before. Thread-safe.
 */
public final class PageCachePolicy {
  /** Files remembered; one that is forgotten is read again. About 100 bytes each. */
  private static final int FILES_MAX = 65_536;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<InodeId, Long> versions =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InodeId, Long> eldest) {
          return size() > FILES_MAX;
        }
      };

  private final boolean bypassed;

  /**
   * A policy.
   *
   * @param bypassed whether every file is opened past the page cache (option direct_io)
   */
  public PageCachePolicy(boolean bypassed) {
    this.bypassed = bypassed;
  }

  /** Whether every file is opened past the page cache. */
  public boolean bypassed() {
    return bypassed;
  }

  /** Whether pages cached before this open are still right, given the attributes at the open. */
  public boolean keepAtOpen(Attributes attributes) {
    long version = attributes.content().version();
    lock.lock();
    try {
      Long before = versions.put(attributes.inode(), version);
      return before != null && before == version;
    } finally {
      lock.unlock();
    }
  }
}
