package io.distfs.client.file;

import io.distfs.client.block.BlockClient;
import io.distfs.client.block.BlockRange;
import io.distfs.client.cache.BlockCache;
import io.distfs.client.call.Waiting;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.id.BlockId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks through the cache: what is not there is fetched, in spans of fixed size for sequential
 * readers and to the byte's unit for random ones. Thread-safe. Several readers of a span that is on
 * its way wait for the same fetch.
 */
public final class CachedBlocks {
  /** Bytes fetched at once for sequential readers; spans begin at multiples of it in the block. */
  public static final int SPAN_BYTES = 1 << 20;

  /** Greatest number of spans fetched ahead at once; readahead beyond is not begun. */
  public static final int PREFETCHES_MAX = 12;

  private static final Logger LOG = LoggerFactory.getLogger(CachedBlocks.class);

  private final BlockClient client;
  private final BlockCache cache;
  private final Executor background;
  private final Duration deadline;
  private final Semaphore prefetches = new Semaphore(PREFETCHES_MAX);
  private final ConcurrentHashMap<Span, CompletableFuture<Void>> onTheWay =
      new ConcurrentHashMap<>();

  private record Span(BlockId block, int index) {}

  public CachedBlocks(
      BlockClient client, BlockCache cache, Executor background, Duration deadline) {
    this.client = client;
    this.cache = cache;
    this.background = background;
    this.deadline = deadline;
  }

  /** Fills the destination from a block. Errors as {@link BlockClient#read}. */
  public void read(BlockInfo block, int offset, ByteBuffer destination, boolean sequential) {
    int at = offset;
    while (destination.hasRemaining()) {
      int got = cache.copy(block.block(), at, destination);
      if (got == 0) {
        got = readMissing(block, at, destination, sequential);
      }
      at += got;
    }
  }

  /** Begins to fetch the spans of a range that are not here, as far as the limit allows. */
  public void prefetch(BlockInfo block, int offset, int length) {
    int last = (Math.min(block.length(), offset + length) - 1) / SPAN_BYTES;
    for (int index = offset / SPAN_BYTES; index <= last; index++) {
      Span span = new Span(block.block(), index);
      int from = Math.max(offset, index * SPAN_BYTES);
      if (onTheWay.containsKey(span) || cache.has(block.block(), from)) {
        continue;
      }
      if (!prefetches.tryAcquire()) {
        return;
      }
      CompletableFuture<Void> done = new CompletableFuture<>();
      if (onTheWay.putIfAbsent(span, done) != null) {
        prefetches.release();
        continue;
      }
      background.execute(() -> fetchAhead(block, span, done));
    }
  }

  private void fetchAhead(BlockInfo block, Span span, CompletableFuture<Void> done) {
    try {
      int from = span.index * SPAN_BYTES;
      fetch(block, from, Math.min(SPAN_BYTES, block.length() - from)).close();
    } catch (FsException e) {
      // Whoever really needs these bytes fetches them and gets the error.
      LOG.debug("readahead of block {} failed: {}", span.block, e.getMessage());
    } finally {
      onTheWay.remove(span);
      prefetches.release();
      done.complete(null);
    }
  }

  private int readMissing(BlockInfo block, int at, ByteBuffer destination, boolean sequential) {
    Span span = new Span(block.block(), at / SPAN_BYTES);
    CompletableFuture<Void> coming = onTheWay.get(span);
    if (coming != null) {
      Waiting.on(coming, deadline, "readahead of block " + block.block());
      int got = cache.copy(block.block(), at, destination);
      if (got > 0) {
        return got;
      }
    }
    int spanEnd = Math.min(block.length(), (span.index + 1) * SPAN_BYTES);
    int want = sequential ? spanEnd - at : Math.min(spanEnd - at, destination.remaining());
    try (BlockRange range = fetch(block, at, want)) {
      return copy(range, at, destination);
    }
  }

  private BlockRange fetch(BlockInfo block, int offset, int length) {
    BlockRange range = client.read(block, offset, length);
    cache.put(block.block(), block.length(), range.offset(), range.payload().views());
    return range;
  }

  private static int copy(BlockRange range, int at, ByteBuffer destination) {
    int skip = at - range.offset();
    int copied = 0;
    for (ByteBuffer view : range.payload().views()) {
      if (skip >= view.remaining()) {
        skip -= view.remaining();
        continue;
      }
      int take = Math.min(view.remaining() - skip, destination.remaining());
      destination.put(view.slice(view.position() + skip, take));
      copied += take;
      skip = 0;
    }
    return copied;
  }
}
