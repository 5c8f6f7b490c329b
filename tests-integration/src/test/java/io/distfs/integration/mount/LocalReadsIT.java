package io.distfs.integration.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.ServerProcess;
import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads out of the block files of servers on this machine, and what happens where that fails. */
final class LocalReadsIT {
  private static final int FILE_BYTES = 24 << 20;

  /** Behind the tables of a block file, and as far as data of this size lies. */
  private static final long TABLES_BYTES = 4 << 20;

  private static final long SEARCHED_BYTES = 64 << 20;

  @TempDir private Path folder;

  private static byte[] write(TestMount mount) throws IOException {
    byte[] bytes = new byte[FILE_BYTES];
    new Random(3).nextBytes(bytes);
    Files.write(mount.path("f"), bytes);
    return bytes;
  }

  /** Whether the mount has threads for local reads, which it starts with the first of them. */
  private static boolean readsLocally(TestMount mount) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + mount.pid() + "/task"))) {
      for (Path thread : threads.toList()) {
        if (Files.readString(thread.resolve("comm")).startsWith("distfs-local-re")) {
          return true;
        }
      }
    }
    return false;
  }

  /** A fresh mount, so that no cache has anything. */
  private TestMount mount(TestCluster cluster, String name, String... options) {
    return TestMount.of(cluster, folder.resolve(name), options);
  }

  @Test
  void aFileIsReadOutOfTheBlockFilesUnlessTheMountIsToldNotTo() throws IOException {
    try (TestCluster cluster = TestCluster.start(folder, 3)) {
      byte[] bytes;
      try (TestMount writer = mount(cluster, "writer")) {
        bytes = write(writer);
      }
      try (TestMount reader = mount(cluster, "reader")) {
        assertThat(Files.readAllBytes(reader.path("f"))).isEqualTo(bytes);
        assertThat(readsLocally(reader)).isTrue();
      }
      try (TestMount far = mount(cluster, "far", "-o", "local-reads=false")) {
        assertThat(Files.readAllBytes(far.path("f"))).isEqualTo(bytes);
        assertThat(readsLocally(far)).isFalse();
      }
    }
  }

  @Test
  void aDamagedCopyIsNeverGivenAndTheOthersAre() throws IOException {
    try (TestCluster cluster = TestCluster.start(folder, 3)) {
      byte[] bytes;
      try (TestMount writer = mount(cluster, "writer")) {
        bytes = write(writer);
      }
      damage(cluster.servers().get(0));
      damage(cluster.servers().get(1));
      try (TestMount reader = mount(cluster, "reader")) {
        assertThat(Files.readAllBytes(reader.path("f"))).isEqualTo(bytes);
      }
    }
  }

  /** Flips a bit in each MiB of data a server has. */
  private static void damage(ServerProcess server) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(server.data().resolve("blocks"))) {
      files = all.filter(file -> file.toString().endsWith(".blk")).toList();
    }
    assertThat(files).isNotEmpty();
    for (Path path : files) {
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        byte[] some = new byte[1 << 20];
        int damaged = 0;
        for (long at = TABLES_BYTES; at < file.length() && at < SEARCHED_BYTES; at += some.length) {
          file.seek(at);
          file.readFully(some);
          if (some[100] != 0) {
            file.seek(at + 100);
            file.write(some[100] ^ 1);
            damaged++;
          }
        }
        assertThat(damaged).isGreaterThan(5);
      }
    }
  }
}
