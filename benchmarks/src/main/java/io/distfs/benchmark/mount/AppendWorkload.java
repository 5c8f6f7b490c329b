package io.distfs.benchmark.mount;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Records of 1 KiB appended to a log, an fsync after each: the latency of a commit. */
final class AppendWorkload {
  private static final int RECORD_BYTES = 1024;
  private static final int RECORDS_MAX = 1_000_000;

  private final Path log;

  AppendWorkload(Path log) {
    this.log = log;
  }

  void run(String name, int records, Report report) throws IOException {
    Latencies latencies = new Latencies(records);
    append(latencies, new AtomicBoolean());
    report.latencies(name, latencies);
    Files.delete(log);
  }

  /** Appends while the other workload runs in this thread, and reports the appends. */
  void runDuring(String name, SequentialWorkload other, Report report)
      throws IOException, InterruptedException, ExecutionException {
    Latencies latencies = new Latencies(RECORDS_MAX);
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Future<?> appends =
          pool.submit(
              () -> {
                append(latencies, stop);
                return null;
              });
      try {
        other.write(name + "_the_write", report);
      } finally {
        stop.set(true);
      }
      appends.get();
    }
    report.latencies(name, latencies);
    Files.delete(log);
  }

  private void append(Latencies latencies, AtomicBoolean stop) throws IOException {
    ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES);
    try (FileChannel channel =
        FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      long begin;
      do {
        if (stop.get()) {
          return;
        }
        record.clear();
        begin = System.nanoTime();
        while (record.hasRemaining()) {
          channel.write(record);
        }
        channel.force(false);
      } while (latencies.add(System.nanoTime() - begin) && latencies.hasRoom());
    }
  }
}
