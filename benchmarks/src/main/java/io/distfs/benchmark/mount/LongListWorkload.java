package io.distfs.benchmark.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** {@code ls -l} of one directory with many files, as people run it. */
final class LongListWorkload {
  private static final int FILES = 5000;
  private static final int THREADS = 8;

  private final Target target;
  private final Path directory;

  LongListWorkload(Target target) {
    this.target = target;
    this.directory = target.directory().resolve("list");
  }

  void run(Report report) throws IOException, InterruptedException, ExecutionException {
    Files.createDirectories(directory);
    inParts(Files::createFile);
    target.makeCold();
    list("ls_l_5000_cold", report);
    list("ls_l_5000_warm", report);
    inParts(Files::delete);
    Files.delete(directory);
  }

  private void list(String name, Report report) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder("ls", "-l", directory.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException("exit status " + status + " of ls -l " + directory);
    }
    report.seconds(name, System.nanoTime() - begin);
  }

  /** What is done to one file. */
  @FunctionalInterface
  private interface FileOperation {
    void on(Path file) throws IOException;
  }

  private void inParts(FileOperation operation) throws InterruptedException, ExecutionException {
    try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> parts = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread;
        parts.add(
            pool.submit(
                () -> {
                  for (int file = first; file < FILES; file += THREADS) {
                    operation.on(directory.resolve("f" + file));
                  }
                  return null;
                }));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    }
  }
}
