package io.distfs.server.block.medium;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A block file mapped whole, shared between threads; bulk data goes in by pwrite(2). Thread-safe.
 *
 * <p>force() is fdatasync(2) on the descriptor the mapping was made from: on Linux mapping and file
 * share their pages, so it writes what was stored through either and reports its write errors
 * exactly once, as msync(2) would. It also makes durable what went past the page cache by the other
 * descriptor: it flushes the device, and the inode's extents are of the inode, not of a descriptor.
 * The channel must never be used by a thread that may be interrupted, which closes it.
 */
final class MappedMedium implements BlockFileMedium {
  private final Path file;
  private final FileChannel channel;
  private final Arena arena;
  private final MemorySegment memory;
  private final @Nullable DirectWrites direct;

  private MappedMedium(Path file, FileChannel channel, Arena arena, MemorySegment memory) {
    this.file = file;
    this.channel = channel;
    this.direct = DirectWrites.open(file);
    this.arena = arena;
    this.memory = memory;
  }

  /** Maps a file whose bytes all have their place on disk. */
  @SuppressWarnings("MustBeClosedChecker") // closed by close(), or here when mapping fails
  static MappedMedium map(Path file) {
    Arena arena = Arena.ofShared();
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
      return new MappedMedium(file, channel, arena, memory);
    } catch (IOException e) {
      arena.close();
      FsException failure = new FsException(Errno.EIO, file + ": cannot be mapped", e);
      closeAfter(channel, failure);
      throw failure;
    }
  }

  private static void closeAfter(@Nullable FileChannel channel, FsException failure) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public MemorySegment memory() {
    return memory;
  }

  @Override
  public void load(long offset, int bytes) throws IOException {
    MappedPages.load(memory.asSlice(offset, bytes));
  }

  @Override
  public void write(long offset, ByteBuffer bytes) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  @Override
  public void writeDirect(long offset, ByteBuffer bytes) throws IOException {
    if (direct == null) {
      write(offset, bytes);
    } else {
      direct.write(offset, bytes);
    }
  }

  @Override
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public void close() {
    try (channel;
        direct) {
      arena.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
