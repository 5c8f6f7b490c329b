package io.distfs.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes files under load and remembers what fsync acknowledged. Each thread appends to and makes
 * files of its own; the content of a file follows from its name, so what was acknowledged is a name
 * and a length. Thread-safe.
 */
final class AckedFiles implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int BIG_BYTES = 900_000;

  private final Path directory;
  private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);
  private final List<Future<Map<String, Integer>>> writers = new ArrayList<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private volatile boolean stopping;

  /** Starts writing below the directory, which exists. */
  AckedFiles(Path directory) {
    this.directory = directory;
    for (int thread = 0; thread < THREADS; thread++) {
      int number = thread;
      writers.add(pool.submit(() -> write(number)));
    }
  }

  /** How many fsyncs were acknowledged so far. */
  int acknowledgedCount() {
    return acknowledged.get();
  }

  /** How many writes ended in an error: allowed while servers are down, never counted as done. */
  int failedCount() {
    return failed.get();
  }

  /** Stops writing; name and length of what was acknowledged. */
  Map<String, Integer> stop() throws InterruptedException, ExecutionException, TimeoutException {
    stopping = true;
    Map<String, Integer> all = new TreeMap<>();
    for (Future<Map<String, Integer>> writer : writers) {
      all.putAll(writer.get(2, TimeUnit.MINUTES));
    }
    return all;
  }

  /** Fails unless every acknowledged byte is there. */
  static void assertAllThere(Path directory, Map<String, Integer> acknowledged) throws IOException {
    for (Map.Entry<String, Integer> file : acknowledged.entrySet()) {
      byte[] have = Files.readAllBytes(directory.resolve(file.getKey()));
      assertThat(have.length)
          .as("length of %s", file.getKey())
          .isGreaterThanOrEqualTo(file.getValue());
      byte[] want = content(file.getKey(), file.getValue());
      int mismatch = Arrays.mismatch(have, 0, file.getValue(), want, 0, file.getValue());
      assertThat(mismatch)
          .as(
              "first wrong byte of %s, %d bytes acknowledged, %d there: %s",
              file.getKey(), file.getValue(), have.length, excerpt(have, mismatch))
          .isEqualTo(-1);
    }
  }

  private static String excerpt(byte[] bytes, int from) {
    if (from < 0) {
      return "none";
    }
    return HexFormat.of().formatHex(bytes, from, Math.min(bytes.length, from + 16));
  }

  @Override
  public void close() {
    stopping = true;
    pool.shutdownNow();
  }

  private Map<String, Integer> write(int thread) {
    Map<String, Integer> acked = new TreeMap<>();
    for (int number = 0; !stopping; number++) {
      String name = "t" + thread + "-" + number;
      int length =
          switch (number % 5) {
            case 0 -> BIG_BYTES;
            case 1 -> 70_000;
            default -> 100 + number % 4000;
          };
      try {
        writeFile(name, length, acked);
      } catch (IOException e) {
        failed.incrementAndGet();
      }
    }
    return acked;
  }

  // In two halves, each with its fsync: the second one appends to what was acknowledged before.
  private void writeFile(String name, int length, Map<String, Integer> acked) throws IOException {
    byte[] content = content(name, length);
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      int half = length / 2;
      writeFully(channel, ByteBuffer.wrap(content, 0, half));
      channel.force(true);
      acked.put(name, half);
      writeFully(channel, ByteBuffer.wrap(content, half, length - half));
      channel.force(true);
      acked.put(name, length);
      acknowledged.incrementAndGet();
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static byte[] content(String name, int length) {
    byte[] content = new byte[length];
    new SplittableRandom(name.hashCode()).nextBytes(content);
    return content;
  }
}
