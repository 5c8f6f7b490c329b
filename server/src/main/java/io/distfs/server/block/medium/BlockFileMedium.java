package io.distfs.server.block.medium;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The storage of one block file: memory whose changes {@link #force} makes durable. Any unforced
 * change may be durable or not, page by page or torn within one, after a crash. Thread-safe;
 * whoever closes it knows that nobody uses the memory any more.
 */
public interface BlockFileMedium {
  /** The file's bytes. Access may throw InternalError when the device cannot read a page. */
  MemorySegment memory();

  /** Makes durable every change made before the call; after a failure nothing is known. */
  void force() throws IOException;

  /** Name for messages. */
  String name();

  /** Releases the memory. Forces nothing. */
  void close();
}
