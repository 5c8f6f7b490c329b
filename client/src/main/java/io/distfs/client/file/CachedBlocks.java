package io.distfs.client.file;

import io.distfs.client.block.BlockClient;
import io.distfs.client.block.BlockRange;
import io.distfs.client.cache.BlockCache;
import io.distfs.client.call.Waiting;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks through the cache: what is not there is fetched, in spans of fixed size for sequential
 * readers and to the byte's unit for random ones. Thread-safe. Several readers of a span that is on
 * its way wait for the same fetch.
 *
 * <p>What is fetched ahead and read to its end passes from the network's buffer to the reader and
 * leaves nothing in the cache: the kernel keeps it, and a long file would push everything else out.
 */
public final class CachedBlocks {
  /** Bytes fetched at once for sequential readers; spans begin at multiples of it in the block. */
  public static final int SPAN_BYTES = 1 << 20;

  /** Greatest number of spans fetched ahead and not read to their end; older ones are cached. */
  public static final int SPANS_AHEAD_MAX = 16;

  private static final Logger LOG = LoggerFactory.getLogger(CachedBlocks.class);

  private final BlockClient client;
  private final BlockCache cache;
  private final Executor background;
  private final Duration deadline;
  private final SpansAhead ahead = new SpansAhead(SPANS_AHEAD_MAX);

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
        got = copyAhead(block, at, destination);
      }
      if (got == 0) {
        got = readMissing(block, at, destination, sequential);
      }
      at += got;
    }
  }

  /** As {@link BlockClient#announce}. */
  public void announce(List<BlockInfo> soon, Supplier<List<BlockInfo>> later) {
    client.announce(soon, later);
  }

  /** Begins to fetch the spans of a range that are not here, as far as the limit allows. */
  public void prefetch(BlockInfo block, int offset, int length) {
    int last = (Math.min(block.length(), offset + length) - 1) / SPAN_BYTES;
    for (int index = offset / SPAN_BYTES; index <= last; index++) {
      int from = Math.max(offset, index * SPAN_BYTES);
      if (cache.has(block.block(), from)) {
        continue;
      }
      SpansAhead.Begun begun = ahead.begin(block, index);
      if (begun != null) {
        background.execute(
            () -> {
              keep(begun.displaced());
              fetch(begun.span());
            });
      }
    }
  }

  private void keep(@Nullable SpanAhead displaced) {
    if (displaced == null) {
      return;
    }
    try (BlockRange range = displaced.take()) {
      if (range != null) {
        keep(displaced.block(), range);
      }
    }
  }

  private void keep(BlockInfo block, BlockRange range) {
    cache.put(block.block(), block.length(), range.offset(), range.payload().views());
  }

  private void fetch(SpanAhead span) {
    boolean here = false;
    BlockInfo block = span.block();
    try {
      int from = span.index() * SPAN_BYTES;
      span.arrived(client.read(block, from, Math.min(SPAN_BYTES, block.length() - from)));
      here = true;
    } catch (FsException e) {
      // Whoever really needs these bytes fetches them and gets the error.
      LOG.debug("readahead of block {} failed: {}", block.block(), e.getMessage());
    } finally {
      if (!here) {
        ahead.remove(span);
        span.failed();
      }
    }
  }

  private int copyAhead(BlockInfo block, int at, ByteBuffer destination) {
    SpanAhead span = ahead.get(block.block(), at / SPAN_BYTES);
    if (span == null) {
      return 0;
    }
    Waiting.on(span.settled(), deadline, "readahead of block " + block.block());
    SpanAhead.Copied copied = span.copy(at, destination);
    if (copied.readToEnd()) {
      ahead.remove(span);
    }
    return copied.bytes();
  }

  private int readMissing(BlockInfo block, int at, ByteBuffer destination, boolean sequential) {
    int spanEnd = Math.min(block.length(), (at / SPAN_BYTES + 1) * SPAN_BYTES);
    int want = sequential ? spanEnd - at : Math.min(spanEnd - at, destination.remaining());
    try (BlockRange range = client.read(block, at, want)) {
      boolean more = range.payload().bytes() > destination.remaining();
      int copied = range.copy(at, destination);
      if (more || !sequential) {
        keep(block, range);
      }
      return copied;
    }
  }
}
