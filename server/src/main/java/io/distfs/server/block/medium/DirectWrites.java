package io.distfs.server.block.medium;

import io.distfs.shared.error.FsException;
import io.distfs.shared.libc.RawFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes of whole pages past the page cache (O_DIRECT). Thread-safe. */
final class DirectWrites implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectWrites.class);

  private static final int PAGE_BYTES = 4096;
  private static final int STAGED_BYTES_MAX = 512 << 10;

  /**
   * What is not aligned in memory goes through here: a copy that stays in the processor's cache.
   */
  private static final ThreadLocal<ByteBuffer> STAGE =
      ThreadLocal.withInitial(
          () -> ByteBuffer.allocateDirect(STAGED_BYTES_MAX + PAGE_BYTES).alignedSlice(PAGE_BYTES));

  private final RawFile file;

  private DirectWrites(RawFile file) {
    this.file = file;
  }

  /** Null where the system, or the filesystem the file is on, has none for pages of 4 KiB. */
  static @Nullable DirectWrites open(Path path) {
    if (RawFile.pageBytes() != PAGE_BYTES) {
      return null; // what the page cache holds as one may be larger than a block file allows for
    }
    RawFile file = null;
    try (Arena arena = Arena.ofConfined()) {
      file = RawFile.open(path, RawFile.O_DIRECT);
      // Some filesystems take the flag, and refuse what is done with it.
      long _ = file.read(0, arena.allocate(PAGE_BYTES, PAGE_BYTES));
      return new DirectWrites(file);
    } catch (FsException | IOException e) {
      LOG.info("{}: written through the page cache, O_DIRECT is refused: {}", path, e.getMessage());
      if (file != null) {
        file.close();
      }
      return null;
    }
  }

  /**
   * Puts all remaining bytes at a multiple of 4 KiB; the rest of their last page becomes zeros. The
   * buffer is not consumed.
   */
  void write(long offset, ByteBuffer bytes) throws IOException {
    long at = offset;
    ByteBuffer rest = bytes;
    if (bytes.isDirect() && bytes.alignmentOffset(bytes.position(), PAGE_BYTES) == 0) {
      int whole = bytes.remaining() / PAGE_BYTES * PAGE_BYTES;
      file.write(at, MemorySegment.ofBuffer(bytes.slice(bytes.position(), whole)));
      at += whole;
      rest = bytes.slice(bytes.position() + whole, bytes.remaining() - whole);
    }
    while (rest.hasRemaining()) {
      int count = Math.min(rest.remaining(), STAGED_BYTES_MAX);
      file.write(at, MemorySegment.ofBuffer(staged(rest, count)));
      at += count;
      rest = rest.slice(rest.position() + count, rest.remaining() - count);
    }
  }

  private static ByteBuffer staged(ByteBuffer bytes, int count) {
    ByteBuffer stage = STAGE.get().clear();
    stage.put(0, bytes, bytes.position(), count);
    int pages = (count + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    for (int i = count; i < pages; i++) {
      stage.put(i, (byte) 0);
    }
    return stage.limit(pages);
  }

  @Override
  public void close() {
    file.close();
  }
}
