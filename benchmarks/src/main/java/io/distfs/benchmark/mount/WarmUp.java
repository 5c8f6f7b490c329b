package io.distfs.benchmark.mount;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Work of the kind to be measured, done before it for a while and not reported: what is measured
 * then is a system that has been up for some time, not its start. Nothing of it stays.
 */
final class WarmUp {
  private static final Report SILENT =
      new Report(
          "", new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  private static final int FILES = 800;
  private static final int APPENDS = 500;

  private final Path directory;
  private final long nanos;

  WarmUp(Path directory, int seconds) {
    this.directory = directory.resolve("warm-up");
    this.nanos = TimeUnit.SECONDS.toNanos(seconds);
  }

  void writing(int mebibytes) throws IOException {
    SequentialWorkload sequential = new SequentialWorkload(directory, mebibytes);
    for (long begin = System.nanoTime(); System.nanoTime() - begin < nanos; ) {
      sequential.write("", SILENT);
      Files.delete(directory);
    }
  }

  void appending() throws IOException {
    AppendWorkload append = new AppendWorkload(directory);
    for (long begin = System.nanoTime(); System.nanoTime() - begin < nanos; ) {
      append.run("", APPENDS, SILENT);
    }
  }

  void smallFiles(int threads) throws IOException, InterruptedException, ExecutionException {
    SmallFilesWorkload files = new SmallFilesWorkload(directory, FILES);
    for (long begin = System.nanoTime(); System.nanoTime() - begin < nanos; ) {
      files.makeDirectories();
      files.create("", threads, false, SILENT);
      files.stat("", SILENT);
      files.rename("", SILENT);
      files.unlink("", true, threads, SILENT);
      files.removeDirectories();
    }
  }
}
