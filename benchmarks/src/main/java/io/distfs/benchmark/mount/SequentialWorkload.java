package io.distfs.benchmark.mount;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** One big file: written with fsync, read cold and warm; every MiB carries its number. */
final class SequentialWorkload {
  private static final int PIECE_BYTES = 1 << 20;
  private static final long SEED = 42;

  private final Path file;
  private final int pieces;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE_BYTES);

  SequentialWorkload(Path file, int mebibytes) {
    this.file = file;
    this.pieces = mebibytes;
  }

  void write(String name, Report report) throws IOException {
    fillRandom();
    long begin = System.nanoTime();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (int piece = 0; piece < pieces; piece++) {
        buffer.clear();
        buffer.putInt(0, piece);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      channel.force(true);
    }
    report.throughput(name, bytes(), System.nanoTime() - begin);
  }

  void read(String name, Report report) throws IOException {
    long begin = System.nanoTime();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int piece = 0; piece < pieces; piece++) {
        buffer.clear();
        while (buffer.hasRemaining()) {
          if (channel.read(buffer) < 0) {
            throw new IOException(file + " ends within MiB " + piece + " of " + pieces);
          }
        }
        if (buffer.getInt(0) != piece) {
          throw new IOException(file + ": MiB " + piece + " holds the stamp " + buffer.getInt(0));
        }
      }
    }
    report.throughput(name, bytes(), System.nanoTime() - begin);
  }

  long bytes() {
    return (long) pieces * PIECE_BYTES;
  }

  private void fillRandom() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < PIECE_BYTES; i += Long.BYTES) {
      buffer.putLong(i, random.nextLong());
    }
  }
}
