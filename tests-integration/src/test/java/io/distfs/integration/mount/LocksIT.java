package io.distfs.integration.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** flock(2) and fcntl(2) over two mounts. */
final class LocksIT {
  private static final Duration AT_ONCE = Duration.ofSeconds(20);

  /** A session is given up after 30 s without a word. */
  private static final Duration EXPIRY = Duration.ofSeconds(90);

  @TempDir private Path folder;

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static boolean isFlockFree(Path path) {
    return Shell.run(AT_ONCE, List.of("flock", "-n", path.toString(), "true")).status() == 0;
  }

  @Test
  void wholeFileLocksExcludeEachOtherAndHandOver() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1);
        TestMount one = TestMount.of(cluster, folder.resolve("one"));
        TestMount other = TestMount.of(cluster, folder.resolve("other"))) {
      Path seen = other.path("f");
      String output =
          Shell.bash(
              """
              cd '%s'; : > f; exec 3<> f; flock -x 3
              ! flock -n -s '%s' true
              flock -x '%s' -c 'echo got it' > waited 3>&- &
              sleep 1; test ! -s waited
              exec 3>&-; wait; cat waited
              """
                  .formatted(one.point(), seen, seen));
      assertThat(output).endsWith("got it\n");
      assertThat(isFlockFree(one.path("f"))).isTrue();
    }
  }

  @Test
  void recordLocksCarryWhatWasWrittenUnderThem() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1);
        TestMount one = TestMount.of(cluster, folder.resolve("one"));
        TestMount other = TestMount.of(cluster, folder.resolve("other"));
        FileChannel mine = open(one.path("f"));
        FileChannel theirs = open(other.path("f"))) {
      for (int round = 0; round < 20; round++) {
        FileChannel writer = round % 2 == 0 ? mine : theirs;
        FileChannel reader = round % 2 == 0 ? theirs : mine;
        String text = "round " + round + ".".repeat(round);
        try (FileLock _ = writer.lock(0, 10, false)) {
          assertThat(reader.tryLock(5, 10, false)).isNull();
          writer.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        }
        try (FileLock _ = reader.lock(0, 10, false)) {
          ByteBuffer read = ByteBuffer.allocate(100);
          int length = reader.read(read, 0);
          assertThat(new String(read.array(), 0, length, StandardCharsets.UTF_8)).isEqualTo(text);
        }
      }
    }
  }

  @Test
  void killedMountsLocksAreFreedWithItsSession() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1);
        TestMount one = TestMount.of(cluster, folder.resolve("one"));
        TestMount other = TestMount.of(cluster, folder.resolve("other"))) {
      Files.writeString(one.path("f"), "x");
      Process holder =
          new ProcessBuilder("flock", one.path("f").toString(), "sleep", "300").start();
      try {
        await().atMost(AT_ONCE).until(() -> !isFlockFree(other.path("f")));
        one.kill();
        assertThat(isFlockFree(other.path("f"))).as("not before the session is over").isFalse();
        await().atMost(EXPIRY).until(() -> isFlockFree(other.path("f")));
      } finally {
        holder.descendants().forEach(ProcessHandle::destroyForcibly);
        holder.destroyForcibly();
      }
    }
  }

  @Test
  void sqliteOnTwoMountsKeepsItsDatabaseWhole() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder, 1);
        TestMount one = TestMount.of(cluster, folder.resolve("one"));
        TestMount other = TestMount.of(cluster, folder.resolve("other"))) {
      String output =
          Shell.bash(
              """
              sqlite3 '%1$s/base.db' 'create table t (who text)' >&2
              add() {
                for i in $(seq 40); do
                  sqlite3 -cmd '.timeout 60000' "$1/base.db" \
                    "begin immediate; insert into t values ('$1'); commit;"
                done
              }
              add '%1$s' & first=$!
              add '%2$s' & second=$!
              wait $first; wait $second
              sqlite3 '%1$s/base.db' 'pragma integrity_check; select count(*) from t'
              """
                  .formatted(one.point(), other.point()));
      assertThat(output).endsWith("ok\n80\n");
    }
  }
}
