package io.distfs.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 leaves the page cache, so it cannot prove that anything was forced: here the system calls
 * are counted. An fsync of a small file must force the log on a majority, one of a block must force
 * it on every replica besides.
 */
final class ForceCountIT {
  private static final int SYNCS = 50;
  private static final int SERVERS = 3;
  private static final int MAJORITY = 2;
  private static final int BLOCK_BYTES = 300_000;
  private static final List<String> FORCES = List.of("fsync(", "fdatasync(", "msync(");

  @TempDir private Path folder;

  @Test
  void everyFsyncForcesTheLogOnAMajority() throws Exception {
    assertThat(forcesDuring(100)).isGreaterThanOrEqualTo((long) SYNCS * MAJORITY);
  }

  @Test
  void everyFsyncOfABlockForcesItOnEveryReplicaToo() throws Exception {
    assertThat(forcesDuring(BLOCK_BYTES))
        .isGreaterThanOrEqualTo((long) SYNCS * (MAJORITY + SERVERS));
  }

  private long forcesDuring(int bytes) throws Exception {
    List<Path> folders = Stream.of("s1", "s2", "s3").map(folder::resolve).toList();
    String trace = folder.resolve("trace").toString();
    List<String> strace =
        List.of(
            "strace",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-ff",
            "-e",
            "trace=fsync,fdatasync,msync",
            "-o",
            trace);
    try (TestCluster cluster = TestCluster.start(folders, TestCluster.CAPACITY, strace);
        TestMount mount = TestMount.of(cluster, folder)) {
      try (FileChannel file =
          FileChannel.open(
              mount.path("log"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        sync(file, bytes);
        long before = forces();
        for (int i = 0; i < SYNCS; i++) {
          sync(file, bytes);
        }
        return forces() - before;
      }
    }
  }

  private static void sync(FileChannel file, int bytes) throws IOException {
    file.write(ByteBuffer.allocate(bytes));
    file.force(true);
  }

  private long forces() throws IOException {
    // strace writes a line when the call returns; all of ours have, their acknowledgement came.
    Shell.run(Duration.ofSeconds(10), List.of("sync"));
    long count = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().contains("/trace.")).toList()) {
        count +=
            Files.readAllLines(file).stream()
                .filter(line -> FORCES.stream().anyMatch(line::startsWith))
                .count();
      }
    }
    return count;
  }
}
