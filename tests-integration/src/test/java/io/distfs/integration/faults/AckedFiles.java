package io.distfs.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs an {@link AckedWriter} and remembers what it says fsync acknowledged. Thread-safe. */
final class AckedFiles implements AutoCloseable {
  private static final int STOP_MINUTES = 2;

  private final Process writer;
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final CompletableFuture<Map<String, Integer>> all;

  /** Starts writing below the directory, which exists. */
  AckedFiles(Path directory) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            AckedWriter.class.getName(),
            directory.toString());
    this.writer =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    this.all = CompletableFuture.supplyAsync(this::collect);
  }

  /** How many fsyncs were acknowledged so far. */
  int acknowledgedCount() {
    return acknowledged.get();
  }

  /** Stops writing; name and length of what was acknowledged. */
  Map<String, Integer> stop()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    writer.getOutputStream().close();
    return all.get(STOP_MINUTES, TimeUnit.MINUTES);
  }

  /** Fails unless every acknowledged byte is there. */
  static void assertAllThere(Path directory, Map<String, Integer> acknowledged) throws IOException {
    for (Map.Entry<String, Integer> file : acknowledged.entrySet()) {
      int length = file.getValue();
      byte[] have = Files.readAllBytes(directory.resolve(file.getKey()));
      assertThat(have.length).as("length of %s", file.getKey()).isGreaterThanOrEqualTo(length);
      byte[] want = AckedWriter.content(file.getKey(), length);
      int mismatch = Arrays.mismatch(have, 0, length, want, 0, length);
      assertThat(mismatch)
          .as(
              "first wrong byte of %s, %d bytes acknowledged, %d there: %s",
              file.getKey(), length, have.length, excerpt(have, mismatch))
          .isEqualTo(-1);
    }
  }

  @Override
  public void close() {
    writer.destroyForcibly();
  }

  private Map<String, Integer> collect() {
    Map<String, Integer> lengths = new TreeMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        lengths.put(line.substring(0, space), Integer.parseInt(line.substring(space + 1)));
        acknowledged.incrementAndGet();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lengths;
  }

  private static String excerpt(byte[] bytes, int from) {
    if (from < 0) {
      return "none";
    }
    return HexFormat.of().formatHex(bytes, from, Math.min(bytes.length, from + 16));
  }
}
