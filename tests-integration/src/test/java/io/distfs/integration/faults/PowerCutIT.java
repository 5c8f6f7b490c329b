package io.distfs.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.integration.harness.LoopDevice;
import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power cuts: the filesystems below all servers shut down at once, so that what was not forced is
 * gone; remounted, nothing that fsync acknowledged is missing.
 */
final class PowerCutIT {
  private static final int CUTS = 5;
  private static final int SERVERS = 3;
  private static final int DEVICE_MEBIBYTES = 1536;
  private static final int ACKNOWLEDGED_BEFORE_CUT = 40;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void powerCutsLoseNothingAcknowledged() throws Exception {
    List<LoopDevice> devices = new ArrayList<>();
    try {
      for (int i = 1; i <= SERVERS; i++) {
        devices.add(LoopDevice.xfs(folder.resolve("disk" + i), DEVICE_MEBIBYTES));
      }
      List<Path> folders = devices.stream().map(LoopDevice::mountPoint).toList();
      try (TestCluster cluster = TestCluster.start(folders, "700MiB", List.of())) {
        cutRounds(cluster, devices);
      }
    } finally {
      devices.forEach(LoopDevice::close);
    }
  }

  private void cutRounds(TestCluster cluster, List<LoopDevice> devices) throws Exception {
    Map<String, Map<String, Integer>> acknowledged = new TreeMap<>();
    for (int cut = 0; cut < CUTS; cut++) {
      String name = "cut" + cut;
      try (TestMount mount = TestMount.of(cluster, folder)) {
        Path directory = mount.path(name);
        Files.createDirectory(directory);
        try (AckedFiles files = new AckedFiles(directory)) {
          await().atMost(LIMIT).until(() -> files.acknowledgedCount() >= ACKNOWLEDGED_BEFORE_CUT);
          devices.parallelStream().forEach(LoopDevice::cutPower);
          cluster.killAll();
          devices.forEach(LoopDevice::remount);
          cluster.startAll();
          cluster.awaitLeader();
          acknowledged.put(name, files.stop());
        }
        assertThat(acknowledged.get(name)).isNotEmpty();
        assertAllThere(mount, acknowledged);
      }
      ClusterCheck.assertClean(cluster);
    }
  }

  /**
   * Says what the mount has logged where something is not there: the folder does not outlive it.
   */
  private static void assertAllThere(
      TestMount mount, Map<String, Map<String, Integer>> acknowledged) throws IOException {
    for (Map.Entry<String, Map<String, Integer>> round : acknowledged.entrySet()) {
      try {
        AckedFiles.assertAllThere(mount.path(round.getKey()), round.getValue());
      } catch (IOException | AssertionError e) {
        throw new AssertionError(
            round.getKey() + "; the mount logged:\n" + String.join("\n", mount.log()), e);
      }
    }
  }
}
