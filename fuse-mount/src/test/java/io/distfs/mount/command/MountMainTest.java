package io.distfs.mount.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program says and answers where it cannot mount. */
class MountMainTest {
  private static final Duration NO_SERVER_MAX = Duration.ofSeconds(10); // 5 s, and a slow machine

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private PrintStream before = System.err;

  @TempDir Path folder;

  @BeforeEach
  void listen() {
    before = System.err;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(before);
  }

  private String words() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aWrongCommandLineIsExplained() {
    assertThat(MountMain.run("--bogus", folder.toString())).isEqualTo(ExitCodes.USAGE);
    assertThat(words()).contains("--bogus").contains("--help");
  }

  @Test
  void anUnknownMountOptionIsNamed() {
    assertThat(MountMain.run(folder.toString(), "-o", "rw,sweet")).isEqualTo(ExitCodes.USAGE);
    assertThat(words()).contains("unknown mount option 'sweet'");
  }

  @Test
  void anUnknownKeyIsNamedWithItsFileAndTheNearest() throws IOException {
    Path config = folder.resolve("mount.yaml");
    Files.writeString(config, "thread: 3\n");
    assertThat(MountMain.run(folder.toString(), "--config", config.toString()))
        .isEqualTo(ExitCodes.USAGE);
    assertThat(words()).contains("mount.yaml line 1").contains("'thread'").contains("'threads'");
  }

  @Test
  void aMissingMountPointIsExplained() {
    Path missing = folder.resolve("no");
    assertThat(MountMain.run("-f", missing.toString())).isEqualTo(ExitCodes.MOUNT_FAILED);
    assertThat(words()).contains(missing + " does not exist");
  }

  @Test
  void aSilentServerIsReportedWithinSeconds() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    long start = System.nanoTime();
    String server = "127.0.0.1:" + port;
    assertThat(MountMain.run("-f", folder.toString(), "--servers", server))
        .isEqualTo(ExitCodes.NO_SERVER);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(NO_SERVER_MAX);
    assertThat(words()).contains(server);
  }
}
