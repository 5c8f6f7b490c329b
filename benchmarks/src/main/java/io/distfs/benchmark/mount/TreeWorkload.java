package io.distfs.benchmark.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A source tree in a tar archive: unpacked, and removed again, by the tools people use. */
final class TreeWorkload {
  private final Path archive;
  private final Path directory;

  TreeWorkload(Path archive, Path directory) {
    this.archive = archive;
    this.directory = directory;
  }

  void run(Report report) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    long begin = System.nanoTime();
    Target.run(List.of("tar", "-xf", archive.toString(), "-C", directory.toString()));
    long unpacked = System.nanoTime();
    report.seconds("tar_x", unpacked - begin);
    Target.run(List.of("rm", "-rf", directory.toString()));
    report.seconds("rm_rf", System.nanoTime() - unpacked);
  }
}
