package io.distfs.server.block.medium;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The storage of one block file: memory whose changes {@link #force} makes durable. Any unforced
 * change may be durable or not, page by page or torn within one, after a crash. Thread-safe;
 * whoever closes it knows that nobody uses the memory any more.
 */
public interface BlockFileMedium {
  /** The file's bytes. Access may throw InternalError when the device cannot read a page. */
  MemorySegment memory();

  /**
   * Brings a range, which begins on a page, into memory, so that nothing that follows waits for the
   * device or fails by it.
   *
   * @throws IOException when the device cannot read a page of it
   * @throws InternalError the same
   */
  void load(long offset, int bytes) throws IOException;

  /**
   * Puts all remaining bytes of a buffer at an offset, as storing them in {@link #memory} would,
   * but cheaper for many: a store into a mapped page that is clean or new stops at a fault, page by
   * page.
   */
  void write(long offset, ByteBuffer bytes) throws IOException;

  /**
   * As {@link #write}, in whole pages and past the page cache where the system can. The offset is a
   * multiple of 4096; what the bytes leave of their last page may become zeros. In the aligned 2
   * MiB they lie in, no page may ever be changed otherwise: the kernel drops what it has cached of
   * a range that is written so, and calls it an I/O error to find it changed.
   */
  void writeDirect(long offset, ByteBuffer bytes) throws IOException;

  /** Makes durable every change made before the call; after a failure nothing is known. */
  void force() throws IOException;

  /** Name for messages. */
  String name();

  /** Releases the memory. Forces nothing. */
  void close();
}
