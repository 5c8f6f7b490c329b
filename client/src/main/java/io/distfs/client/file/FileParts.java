package io.distfs.client.file;

import io.distfs.client.block.BlockClient;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.meta.MetadataClient;
import io.distfs.shared.fs.Attributes;
import java.time.Duration;
import java.util.concurrent.Executor;

/** What open files work with. Immutable. */
public record FileParts(
    MetadataClient metadata,
    BlockClient blocks,
    CachedBlocks cached,
    ClientClock clock,
    Executor background,
    AttributeSink attributes,
    Settings settings) {

  /** Takes attributes that an answer or outcome brought. Thread-safe. */
  @FunctionalInterface
  public interface AttributeSink {
    /** Attributes as of a question sent at that time. */
    void learned(Attributes attributes, long askedNanos);
  }

  /**
   * Sizes and times.
   *
   * @param writeBufferBytes hard limit of all write buffers together
   * @param readaheadBytesMax greatest readahead window
   * @param inlineBytesMax greatest flush that travels inside the metadata
   * @param writebackAge data that lies in a buffer so long is flushed without being asked for
   */
  public record Settings(
      long writeBufferBytes,
      int readaheadBytesMax,
      int inlineBytesMax,
      Duration writebackAge,
      Duration deadline) {}
}
