package io.distfs.integration.mount;

import static io.distfs.integration.syscall.Flags.O_DIRECTORY;
import static io.distfs.integration.syscall.Flags.O_RDONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.distfs.integration.harness.TestMount;
import io.distfs.integration.syscall.Data;
import io.distfs.integration.syscall.Descriptors;
import io.distfs.integration.syscall.FailedCall;
import io.distfs.integration.syscall.Handles;
import io.distfs.integration.syscall.LinuxError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** open_by_handle_at(2) of what the kernel has dropped from its caches, as nfsd does it. */
final class FileHandlesIT {
  /** Longer than the kernel and the client believe a name or an attribute. */
  private static final Duration EXPIRY = Duration.ofMillis(1_500);

  @TempDir private Path folder;
  private TestMount mount;

  @BeforeEach
  void mount() {
    mount = TestMount.embedded(folder);
  }

  @AfterEach
  void unmount() throws Exception {
    Descriptors.closeAll();
    mount.close();
  }

  private byte[] handle(String name) {
    return Handles.nameToHandle(mount.path(name).toString());
  }

  private int open(byte[] handle) {
    int top = Descriptors.open(mount.path("").toString(), O_RDONLY | O_DIRECTORY);
    return Handles.openByHandle(top, handle, O_RDONLY);
  }

  /** Names and inodes that nobody uses leave the kernel. */
  private static void dropCaches() throws IOException {
    Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "2");
  }

  @Test
  void fileIsOpenedByItsHandleAlone() throws Exception {
    Files.createDirectories(mount.path("a/b"));
    Files.writeString(mount.path("a/b/f"), "text");
    byte[] handle = handle("a/b/f");
    dropCaches();
    assertThat(Data.readText(open(handle), 10)).isEqualTo("text");
  }

  @Test
  void folderIsOpenedByItsHandleAndKnowsItsPath() throws Exception {
    Files.createDirectories(mount.path("a/b/c"));
    Files.createFile(mount.path("a/b/c/f"));
    byte[] handle = handle("a/b/c");
    dropCaches();
    Path link = Path.of("/proc/self/fd/" + open(handle));
    assertThat(Files.readSymbolicLink(link)).isEqualTo(mount.path("a/b/c"));
    try (Stream<Path> names = Files.list(link)) {
      assertThat(names.map(Path::getFileName)).containsExactly(Path.of("f"));
    }
  }

  @Test
  void handleOfWhatIsGoneIsStale() throws Exception {
    Files.createFile(mount.path("f"));
    Files.createDirectory(mount.path("d"));
    byte[] file = handle("f");
    byte[] directory = handle("d");
    Files.delete(mount.path("f"));
    Files.delete(mount.path("d"));
    await()
        .during(EXPIRY)
        .untilAsserted(
            () -> {
              dropCaches();
              assertStale(file);
              assertStale(directory);
            });
  }

  private void assertStale(byte[] handle) {
    assertThatThrownBy(() -> open(handle))
        .isInstanceOfSatisfying(
            FailedCall.class, e -> assertThat(e.errno()).isEqualTo(LinuxError.ESTALE.number()));
  }
}
