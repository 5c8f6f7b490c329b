package io.distfs.client.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.id.BlockId;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A part of the block cache: a fixed number of pages, replaced by the clock algorithm. Thread-safe.
 * A page knows byte by byte which of its beginnings are there: per 4 KiB unit, how many bytes.
 */
final class BlockCacheShard {
  private static final int UNIT = BlockInfo.CHECKSUM_UNIT_BYTES;
  private static final int UNITS = BlockCache.PAGE_BYTES / UNIT;

  private final ReentrantLock lock = new ReentrantLock();
  private final int pagesMax;

  @GuardedBy("lock")
  private final Map<Key, Page> index = new HashMap<>();

  @GuardedBy("lock")
  private final List<Page> pages = new ArrayList<>();

  @GuardedBy("lock")
  private int hand;

  private record Key(BlockId block, int page) {}

  private static final class Page {
    // Freed with the page by the collector; not counted against the JVM's direct buffer limit.
    final ByteBuffer memory = Arena.ofAuto().allocate(BlockCache.PAGE_BYTES, UNIT).asByteBuffer();
    final short[] unitBytes = new short[UNITS];
    @Nullable Key key;
    boolean used;
  }

  BlockCacheShard(int pagesMax) {
    this.pagesMax = pagesMax;
  }

  int copy(BlockId block, int offset, ByteBuffer destination) {
    lock.lock();
    try {
      Page page = index.get(new Key(block, offset / BlockCache.PAGE_BYTES));
      if (page == null) {
        return 0;
      }
      page.used = true;
      int from = offset % BlockCache.PAGE_BYTES;
      int limit = Math.min(BlockCache.PAGE_BYTES, from + destination.remaining());
      int end = from;
      while (end < limit) {
        int unitEnd = end / UNIT * UNIT + page.unitBytes[end / UNIT];
        if (unitEnd <= end) {
          break;
        }
        end = Math.min(limit, unitEnd);
        if (end % UNIT != 0) {
          break;
        }
      }
      if (end > from) {
        destination.put(page.memory.slice(from, end - from));
      }
      return end - from;
    } finally {
      lock.unlock();
    }
  }

  boolean has(BlockId block, int offset) {
    lock.lock();
    try {
      Page page = index.get(new Key(block, offset / BlockCache.PAGE_BYTES));
      int within = offset % BlockCache.PAGE_BYTES;
      return page != null && page.unitBytes[within / UNIT] > within % UNIT;
    } finally {
      lock.unlock();
    }
  }

  /** Takes bytes of one page that begin at a unit; an unfinished last unit counts at block end. */
  void put(BlockId block, int blockLength, int offset, ByteBuffer bytes) {
    lock.lock();
    try {
      Key key = new Key(block, offset / BlockCache.PAGE_BYTES);
      Page page = index.get(key);
      if (page == null) {
        page = take(key);
      }
      int from = offset % BlockCache.PAGE_BYTES;
      int length = bytes.remaining();
      page.memory.duplicate().position(from).put(bytes.duplicate());
      for (int at = from; at < from + length; at = at / UNIT * UNIT + UNIT) {
        int unit = at / UNIT;
        int end = Math.min(from + length, (unit + 1) * UNIT);
        boolean begins = at % UNIT == 0 || page.unitBytes[unit] >= at % UNIT;
        boolean whole = end % UNIT == 0 || offset - from + end == blockLength;
        if (begins && (whole || end - unit * UNIT > page.unitBytes[unit])) {
          page.unitBytes[unit] = (short) (end - unit * UNIT);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  long allocatedBytes() {
    lock.lock();
    try {
      return (long) pages.size() * BlockCache.PAGE_BYTES;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private Page take(Key key) {
    Page page;
    if (pages.size() < pagesMax) {
      page = new Page();
      pages.add(page);
    } else {
      page = evict();
    }
    page.key = key;
    page.used = true;
    Arrays.fill(page.unitBytes, (short) 0);
    index.put(key, page);
    return page;
  }

  @GuardedBy("lock")
  private Page evict() {
    while (true) {
      Page page = pages.get(hand);
      hand = (hand + 1) % pages.size();
      if (!page.used) {
        index.remove(page.key);
        return page;
      }
      page.used = false;
    }
  }
}
