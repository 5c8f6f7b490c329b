package io.distfs.integration.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.SourceTree;
import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Resident memory, everything mapped included, stays below heap + stated off-heap limit + 150 MiB.
 */
final class MemoryIT {
  private static final String CAPACITY = "14GiB";
  private static final long MEBIBYTE = 1 << 20;
  private static final long HEAP = 512 * MEBIBYTE;
  private static final long SLACK = 150 * MEBIBYTE;
  // The sums stand in the class comments of the server's and the client's assembly.
  private static final long SERVER_OFF_HEAP = 464 * MEBIBYTE;
  private static final long MOUNT_OFF_HEAP = 512 * MEBIBYTE;

  @TempDir private Path folder;

  @Test
  void copyOfFiveThousandFilesStaysWithinTheLimits() throws Exception {
    Path source = folder.resolve("source");
    SourceTree.make(source, 11);
    measure(mount -> Shell.ok(List.of("cp", "-a", source.toString(), mount.path("t").toString())));
  }

  @Test
  @Tag("full")
  void tenGibibytesWrittenStayWithinTheLimits() throws Exception {
    measure(
        mount ->
            Shell.bash(
                "dd if=/dev/zero of='%1$s' bs=1M count=10240 conv=fsync status=none; rm '%1$s'"
                    .formatted(mount.path("big"))));
  }

  /** What is done on the mount while memory is watched. */
  @FunctionalInterface
  private interface Work {
    void on(TestMount mount);
  }

  private void measure(Work work) throws Exception {
    try (TestCluster cluster =
            TestCluster.start(List.of(folder.resolve("server1")), CAPACITY, List.of());
        TestMount mount = TestMount.of(cluster, folder);
        Peak server = new Peak(cluster.servers().getFirst().pid());
        Peak client = new Peak(mount.pid())) {
      work.on(mount);
      assertThat(server.bytes()).as("server").isLessThan(HEAP + SERVER_OFF_HEAP + SLACK);
      assertThat(client.bytes()).as("mount").isLessThan(HEAP + MOUNT_OFF_HEAP + SLACK);
    }
  }

  /** Peak of a process's resident memory, sampled every second. */
  private static final class Peak implements AutoCloseable {
    private final long pid;
    private final AtomicLong peak = new AtomicLong();
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();

    Peak(long pid) {
      this.pid = pid;
      var _ = sampler.scheduleAtFixedRate(this::sample, 0, 1, TimeUnit.SECONDS);
    }

    long bytes() throws IOException {
      peak.accumulateAndGet(resident(pid), Math::max);
      return peak.get();
    }

    @Override
    public void close() {
      sampler.shutdownNow();
    }

    private void sample() {
      try {
        peak.accumulateAndGet(resident(pid), Math::max);
      } catch (IOException e) {
        // The process has ended: nothing left to sample. bytes() reports it to the test.
        sampler.shutdown();
      }
    }

    private static long resident(long pid) throws IOException {
      long kibibytes = 0;
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          kibibytes = Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      return kibibytes << 10;
    }
  }
}
