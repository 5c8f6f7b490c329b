package io.distfs.server.block;

import io.distfs.shared.fs.Checksums;
import io.distfs.shared.id.BlockId;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A range of a block where it lies in the mapping, pinned: until {@link #close} its space is not
 * reused and its file stays mapped, even if the block is deleted. Thread-safe; the memory must not
 * be touched after close.
 *
 * <p>The range is widened to whole 4 KiB units, clipped at the block's end, so that whoever gets
 * the bytes can check them.
 */
public final class PinnedBlock implements AutoCloseable {
  private final BlockId block;
  private final int offset;
  private final MemorySegment memory;
  private final Checksums checksums;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  PinnedBlock(
      BlockId block, int offset, MemorySegment memory, Checksums checksums, Runnable release) {
    this.block = block;
    this.offset = offset;
    this.memory = memory;
    this.checksums = checksums;
    this.release = release;
  }

  /** The block. */
  public BlockId block() {
    return block;
  }

  /** First byte of the range within the block, a multiple of 4096. */
  public int offset() {
    return offset;
  }

  /** Bytes of the range. */
  public int length() {
    return (int) memory.byteSize();
  }

  /** The bytes, read-only, in a new direct buffer of their own position and limit. */
  public ByteBuffer buffer() {
    return memory.asByteBuffer();
  }

  /** The bytes, read-only. */
  public MemorySegment memory() {
    return memory;
  }

  /** CRC32C of each 4 KiB of the range, as stored. */
  public Checksums checksums() {
    return checksums;
  }

  /** Releases the pin; harmless when done before. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
