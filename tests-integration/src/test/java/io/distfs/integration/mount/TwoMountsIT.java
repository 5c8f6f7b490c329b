package io.distfs.integration.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two mounts promise each other: data from close to open, attributes and names in 1 s. */
final class TwoMountsIT {
  private static final int ROUNDS = 30;

  /** The promised second, and some slack for a busy machine. */
  private static final Duration PROMISED = Duration.ofMillis(1_500);

  @TempDir private Path folder;

  @Test
  void whatOneMountClosedTheOtherReadsWhenItOpens() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1);
        TestMount one = TestMount.of(cluster, folder.resolve("one"));
        TestMount other = TestMount.of(cluster, folder.resolve("other"))) {
      Path written = one.path("shared");
      Path read = other.path("shared");
      for (int round = 0; round < ROUNDS; round++) {
        // Longer and shorter by turns: a size the kernel remembers must not cut what is read.
        String content = "round " + round + ".".repeat(round * 37 % 101);
        Files.writeString(written, content);
        assertThat(Files.readString(read)).as("round %s", round).isEqualTo(content);
      }
      Files.writeString(read, "and back");
      assertThat(Files.readString(written)).isEqualTo("and back");
    }
  }

  @Test
  void aFileTheKernelRemembersAsShorterIsReadToItsEnd() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1);
        TestMount one = TestMount.of(cluster, folder.resolve("one"));
        TestMount other = TestMount.of(cluster, folder.resolve("other"))) {
      for (int round = 0; round < ROUNDS; round++) {
        Path written = one.path("f" + round);
        Path read = other.path("f" + round);
        Files.writeString(written, "short");
        assertThat(Files.size(read)).isEqualTo(5); // the first the other hears of it: a size
        Files.writeString(written, " no more", StandardOpenOption.APPEND);
        assertThat(Files.readString(read)).as("round %s", round).isEqualTo("short no more");
      }
    }
  }

  @Test
  void namesAndAttributesAreSeenWithinASecond() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1);
        TestMount one = TestMount.of(cluster, folder.resolve("one"));
        TestMount other = TestMount.of(cluster, folder.resolve("other"))) {
      Path seen = other.path("name");
      assertThat(Files.exists(seen)).isFalse(); // so that its absence is cached
      Files.writeString(one.path("name"), "1234");
      await().atMost(PROMISED).until(() -> Files.exists(seen));
      Files.writeString(one.path("name"), "123456789");
      await().atMost(PROMISED).until(() -> Files.size(seen) == 9);
      Files.move(one.path("name"), one.path("renamed"));
      await().atMost(PROMISED).until(() -> !Files.exists(seen));
      assertThat(Files.exists(other.path("renamed"))).isTrue();
      Files.delete(one.path("renamed"));
      await().atMost(PROMISED).until(() -> !Files.exists(other.path("renamed")));
    }
  }
}
