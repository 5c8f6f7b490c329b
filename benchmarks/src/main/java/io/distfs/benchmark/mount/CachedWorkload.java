package io.distfs.benchmark.mount;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What a kernel can answer by itself once it knows the file: each for a fixed time, one thread. */
final class CachedWorkload {
  private static final int READ_BYTES = 4096;
  private static final int FILE_BYTES = 1 << 20;
  private static final int ROUND = 100;

  private final Path file;
  private final long nanosMax;
  private final @Nullable ProcessCpu server;

  /** CPU is told of that process, if there is one. */
  CachedWorkload(Path file, long nanosMax, @Nullable ProcessCpu server) {
    this.file = file;
    this.nanosMax = nanosMax;
    this.server = server;
  }

  /** What is done over and over. */
  @FunctionalInterface
  private interface Operation {
    void run() throws IOException;
  }

  void run(Report report) throws IOException {
    Files.write(file, new byte[FILE_BYTES]);
    repeated("stat_cached", this::stat, report);
    SplittableRandom random = new SplittableRandom(1);
    ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
      repeated("pread_cached", () -> read(open, buffer, random), report);
    }
    repeated(
        "open_read_close",
        () -> {
          try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
            read(open, buffer, random);
          }
        },
        report);
    Files.delete(file);
  }

  private void repeated(String name, Operation operation, Report report) throws IOException {
    long cpu = server == null ? 0 : server.micros();
    long begin = System.nanoTime();
    long count = 0;
    while (System.nanoTime() - begin < nanosMax) {
      for (int i = 0; i < ROUND; i++) {
        operation.run();
      }
      count += ROUND;
    }
    report.rate(name, count, System.nanoTime() - begin, "ops/s");
    if (server != null) {
      report.micros(name + "_cpu", (double) (server.micros() - cpu) / count);
    }
  }

  private void stat() throws IOException {
    if (Files.readAttributes(file, BasicFileAttributes.class).size() != FILE_BYTES) {
      throw new IOException(file + " is not " + FILE_BYTES + " bytes long");
    }
  }

  private static void read(FileChannel open, ByteBuffer buffer, SplittableRandom random)
      throws IOException {
    buffer.clear();
    long offset = (long) random.nextInt(FILE_BYTES / READ_BYTES) * READ_BYTES;
    if (open.read(buffer, offset) != READ_BYTES) {
      throw new IOException("short read at " + offset);
    }
  }
}
