package io.distfs.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.integration.harness.Checkout;
import io.distfs.integration.harness.ServerProcess;
import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.SourceTree;
import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import io.distfs.integration.harness.Trees;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The leader dies in the middle of a copy: the copy finishes and is right. */
final class LeaderKillIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration COPY_LIMIT = Duration.ofMinutes(4);
  private static final Pattern LEADER = Pattern.compile("\"leaderAddress\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern SUM = Pattern.compile("(?m)^(\\d+)\\s+/");
  private static final double EARLIEST = 0.2;
  private static final double LATEST = 0.8;

  @TempDir private Path folder;

  @Test
  void copyFinishesWhenTheLeaderIsKilledInTheMiddle() throws Exception {
    Path source = folder.resolve("source");
    SourceTree.make(source, 7);
    long total = bytesIn(source);
    try (TestCluster cluster = TestCluster.start(folder, 3);
        TestMount mount = TestMount.remote(cluster, folder)) {
      Path tree = mount.path("tree");
      CompletableFuture<String> copy =
          CompletableFuture.supplyAsync(
              () -> Shell.ok(List.of("cp", "-a", source.toString(), tree.toString())));
      await()
          .atMost(COPY_LIMIT)
          .until(() -> tree.toFile().exists() && bytesIn(tree) > total * 0.22);
      ServerProcess leader = leaderOf(cluster);
      double progress = (double) bytesIn(tree) / total;
      assertThat(copy).as("the copy at %s of its bytes", progress).isNotDone();
      assertThat(progress).isBetween(EARLIEST, LATEST);
      leader.kill();
      await().atMost(LIMIT).untilAsserted(() -> assertThat(leaderOf(cluster)).isNotSameAs(leader));
      copy.get(4, TimeUnit.MINUTES);
      Trees.assertSame(source, tree);
      cluster.startAll();
      await().atMost(LIMIT).untilAsserted(() -> ClusterCheck.assertClean(cluster));
    }
  }

  private static ServerProcess leaderOf(TestCluster cluster) {
    Shell.Output output =
        Shell.run(
            LIMIT,
            List.of(Checkout.bin("distfs"), "status", "--json", "--servers", cluster.addresses()));
    Matcher matcher = LEADER.matcher(output.text());
    assertThat(matcher.find()).as("leader in: %s", output.text()).isTrue();
    return cluster.servers().stream()
        .filter(server -> server.address().equals(matcher.group(1)))
        .findFirst()
        .orElseThrow();
  }

  private static long bytesIn(Path tree) {
    // du complains of files that cp renames or finishes meanwhile; its sum is good enough.
    String answer = Shell.run(LIMIT, List.of("du", "-sb", tree.toString())).text();
    Matcher matcher = SUM.matcher(answer);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }
}
