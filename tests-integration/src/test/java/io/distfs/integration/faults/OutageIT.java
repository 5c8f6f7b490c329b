package io.distfs.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.Checkout;
import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While no server answers, every call ends in bounded time; when one returns, work goes on. */
final class OutageIT {
  // The operation deadline of these mounts is 10 s; what is above is slack for a busy machine.
  private static final Duration BOUND = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private TestMount shortDeadlineMount(TestCluster cluster) throws Exception {
    Path config = Files.writeString(folder.resolve("mount.yaml"), "operation-deadline: 10s\n");
    return TestMount.of(cluster, folder, "--config", config.toString());
  }

  @Test
  void callsEndInAnErrorAndRecoverWhenTheServerReturns() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1);
        TestMount mount = shortDeadlineMount(cluster)) {
      Shell.bash("echo before > '%1$s/f'; sync '%1$s/f'".formatted(mount.point()));
      cluster.killAll();
      Shell.Output output = Shell.run(BOUND, List.of("mkdir", mount.path("during").toString()));
      assertThat(output.status()).isNotZero();
      assertThat(output.text())
          .containsAnyOf("Input/output error", "Connection timed out", "Host is down");
      cluster.startAll();
      Shell.bash(
          """
          for i in $(seq 100); do mkdir '%1$s/after' 2>/dev/null && break; sleep 0.2; done
          test -d '%1$s/after' && cat '%1$s/f'
          """
              .formatted(mount.point()));
    }
  }

  @Test
  void unmountEndsInBoundedTimeWhenAllServersAreDead() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1)) {
      TestMount mount = shortDeadlineMount(cluster);
      Shell.bash("echo content > '%s'".formatted(mount.path("f")));
      cluster.killAll();
      long pid = mount.pid();
      assertThat(Shell.run(BOUND, List.of("umount", mount.point().toString())).status()).isZero();
      Shell.bash(
          "for i in $(seq 200); do kill -0 %1$d 2>/dev/null || exit 0; sleep 0.1; done; exit 1"
              .formatted(pid));
    }
  }

  @Test
  void aMountWhoseServersAreDeadIsNotTakenForAStaleOne() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1);
        TestMount mount = shortDeadlineMount(cluster)) {
      cluster.killAll();
      Shell.Output output =
          Shell.run(
              BOUND,
              List.of(
                  Checkout.bin("distfs-mount"),
                  mount.point().toString(),
                  "--servers",
                  cluster.addresses()));
      assertThat(output.status()).isNotZero();
      assertThat(output.text()).contains("is a mount point already");
      cluster.startAll();
      cluster.awaitLeader();
      Shell.bash("echo still > '%1$s/here' && sync '%1$s/here'".formatted(mount.point()));
    }
  }

  @Test
  void killingTheMountFreesItsCallers() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1);
        TestMount mount = TestMount.of(cluster, folder)) {
      cluster.killAll();
      Process blocked =
          new ProcessBuilder("mkdir", mount.path("never").toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      mount.kill();
      assertThat(blocked.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }
}
