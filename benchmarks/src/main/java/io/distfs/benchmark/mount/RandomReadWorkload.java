package io.distfs.benchmark.mount;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads of 4 KiB at random places of one file, by several threads for a fixed time. */
final class RandomReadWorkload {
  private static final int READ_BYTES = 4096;

  private final Path file;
  private final int threads;
  private final long nanosMax;

  RandomReadWorkload(Path file, int threads, long nanosMax) {
    this.file = file;
    this.threads = threads;
    this.nanosMax = nanosMax;
  }

  void run(String name, Report report)
      throws IOException, InterruptedException, ExecutionException {
    long begin = System.nanoTime();
    long reads = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Long>> counts = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        SplittableRandom random = new SplittableRandom(thread);
        counts.add(pool.submit(() -> readUntil(channel, random, begin + nanosMax)));
      }
      for (Future<Long> count : counts) {
        reads += count.get();
      }
    }
    report.rate(name, reads, System.nanoTime() - begin, "IOPS");
  }

  private static long readUntil(FileChannel channel, SplittableRandom random, long end)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    long units = channel.size() / READ_BYTES;
    long reads = 0;
    while (System.nanoTime() < end) {
      buffer.clear();
      long offset = random.nextLong(units) * READ_BYTES;
      if (channel.read(buffer, offset) != READ_BYTES) {
        throw new IOException("short read at " + offset);
      }
      reads++;
    }
    return reads;
  }
}
