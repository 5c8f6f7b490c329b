package io.distfs.benchmark.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

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

  private void inParts(SmallFilesWorkload.FileOperation operation)
      throws InterruptedException, ExecutionException {
    Threads.runEach(
        THREADS,
        thread -> {
          for (int file = thread; file < FILES; file += THREADS) {
            operation.on(directory.resolve("f" + file));
          }
        });
  }
}
