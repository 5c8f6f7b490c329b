package io.distfs.integration.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times of access by option of the mount, on another mount, and after an unmount. */
final class AccessTimeIT {
  private static final FileTime OLD = FileTime.fromMillis(1_000_000_000_000L);

  /** Notes of reads leave every three seconds; a second for the caches, and slack. */
  private static final Duration TOLD_MAX = Duration.ofSeconds(10);

  @TempDir private Path folder;

  private static void old(Path path) throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(null, OLD, null);
  }

  private static FileTime atime(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .lastAccessTime();
  }

  private static void make(TestMount mount) throws IOException {
    Files.writeString(mount.path("f"), "text");
    Files.createDirectory(mount.path("d"));
    Files.createSymbolicLink(mount.path("l"), Path.of("f"));
  }

  private static void makeOld(TestMount mount) throws IOException {
    old(mount.path("f"));
    old(mount.path("d"));
    old(mount.path("l"));
  }

  private static void readAll(TestMount mount) throws IOException {
    assertThat(Files.readString(mount.path("f"))).isEqualTo("text");
    assertThat(Files.readSymbolicLink(mount.path("l"))).isEqualTo(Path.of("f"));
    assertThat(mount.path("d").toFile().list()).isEmpty();
  }

  @Test
  void anotherMountSeesAReadSecondsLaterAndAFreshOneAfterTheUnmount() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1);
        TestMount other = TestMount.of(cluster, folder.resolve("other"))) {
      FileTime moved;
      FileTime listed;
      try (TestMount one = TestMount.of(cluster, folder.resolve("one"))) {
        make(one);
        makeOld(one);
        readAll(one);
        moved = atime(one.path("f"));
        assertThat(moved).isGreaterThan(OLD);
        assertThat(atime(one.path("l"))).isGreaterThan(OLD);
        FileTime told = moved;
        await().atMost(TOLD_MAX).until(() -> atime(other.path("f")).equals(told));
        assertThat(atime(one.path("f"))).isEqualTo(moved);
        old(one.path("d"));
        assertThat(one.path("d").toFile().list()).isEmpty();
        listed = atime(one.path("d"));
        one.unmount();
      }
      try (TestMount again = TestMount.of(cluster, folder.resolve("again"))) {
        assertThat(atime(again.path("f"))).isEqualTo(moved);
        assertThat(atime(again.path("d"))).isEqualTo(listed);
      }
    }
  }

  @Test
  void noatimeAndReadOnlyMountsMoveNothing() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1)) {
      try (TestMount mount = TestMount.of(cluster, folder.resolve("n"), "-o", "noatime")) {
        make(mount);
        makeOld(mount);
        readAll(mount);
        assertNothingMoved(mount);
      }
      try (TestMount mount = TestMount.of(cluster, folder.resolve("r"), "-o", "ro")) {
        readAll(mount);
        assertNothingMoved(mount);
      }
    }
  }

  private static void assertNothingMoved(TestMount mount) throws IOException {
    assertThat(atime(mount.path("f"))).isEqualTo(OLD);
    assertThat(atime(mount.path("d"))).isEqualTo(OLD);
    assertThat(atime(mount.path("l"))).isEqualTo(OLD);
  }

  @Test
  void strictatimeMovesWithEveryOpenAndReadButNodiratimeNoFolder() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1);
        TestMount mount =
            TestMount.of(cluster, folder.resolve("s"), "-o", "strictatime,nodiratime")) {
      make(mount);
      makeOld(mount);
      readAll(mount);
      FileTime first = atime(mount.path("f"));
      assertThat(first).isGreaterThan(OLD);
      readAll(mount);
      assertThat(atime(mount.path("f"))).isGreaterThan(first);
      assertThat(atime(mount.path("d"))).isEqualTo(OLD);
    }
  }
}
