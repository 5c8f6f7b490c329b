package io.distfs.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.integration.harness.ServerProcess;
import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After kill -9 under load, everything fsync acknowledged is there and the verifier is clean. */
final class KillIT {
  private static final int ROUNDS = 5;
  private static final int ROUNDS_FULL = 20;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 30;
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void oneServerKilledLosesNothingAcknowledged() throws Exception {
    killRounds(1, ROUNDS);
  }

  @Test
  void allThreeServersKilledLoseNothingAcknowledged() throws Exception {
    killRounds(3, ROUNDS);
  }

  @Test
  @Tag("full")
  void oneServerKilledTwentyTimes() throws Exception {
    killRounds(1, ROUNDS_FULL);
  }

  @Test
  @Tag("full")
  void allThreeServersKilledTwentyTimes() throws Exception {
    killRounds(3, ROUNDS_FULL);
  }

  private void killRounds(int servers, int rounds) throws Exception {
    SplittableRandom random = new SplittableRandom(servers * 1000L + rounds);
    Map<String, Map<String, Integer>> acknowledged = new TreeMap<>();
    try (TestCluster cluster = TestCluster.start(folder, servers)) {
      for (int round = 0; round < rounds; round++) {
        String name = "round" + round;
        try (TestMount mount = TestMount.remote(cluster, folder)) {
          assertEverythingThere(mount, acknowledged);
          acknowledged.put(name, killOnce(cluster, mount.path(name), random));
          mount.unmount();
        }
        ClusterCheck.assertClean(cluster);
      }
      cluster.servers().forEach(ServerProcess::stop);
      cluster.startAll();
      try (TestMount mount = TestMount.remote(cluster, folder)) {
        assertEverythingThere(mount, acknowledged);
      }
    }
  }

  private static Map<String, Integer> killOnce(
      TestCluster cluster, Path directory, SplittableRandom random) throws Exception {
    Files.createDirectory(directory);
    try (AckedFiles files = new AckedFiles(directory)) {
      int target = ACKNOWLEDGED_BEFORE_KILL + random.nextInt(100);
      await().atMost(RECOVERY_LIMIT).until(() -> files.acknowledgedCount() >= target);
      cluster.killAll();
      cluster.startAll();
      int before = files.acknowledgedCount();
      await().atMost(RECOVERY_LIMIT).until(() -> files.acknowledgedCount() > before + 10);
      Map<String, Integer> acknowledged = files.stop();
      assertThat(acknowledged).isNotEmpty();
      AckedFiles.assertAllThere(directory, acknowledged);
      return acknowledged;
    }
  }

  private static void assertEverythingThere(
      TestMount mount, Map<String, Map<String, Integer>> acknowledged) throws Exception {
    for (Map.Entry<String, Map<String, Integer>> round : acknowledged.entrySet()) {
      AckedFiles.assertAllThere(mount.path(round.getKey()), round.getValue());
    }
  }
}
