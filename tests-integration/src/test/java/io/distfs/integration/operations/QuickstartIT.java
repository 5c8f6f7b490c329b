package io.distfs.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.distfs.integration.harness.Checkout;
import io.distfs.integration.harness.Ports;
import io.distfs.integration.harness.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./quickstart} as a new user types it, with a data folder and mount point of its own. */
class QuickstartIT {
  /** The promise for a start where all is built; the issue of a slow machine is a real one. */
  private static final Duration SECOND_START_MAX = Duration.ofSeconds(5);

  private static final ObjectMapper JSON = new ObjectMapper();

  // Never cleaned up through a mount that did not go away.
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  private Path mountPoint = Path.of("");
  private Path data = Path.of("");
  private int port;

  @BeforeEach
  void chooseFoldersAndPort() {
    mountPoint = folder.resolve("mount point");
    data = folder.resolve("data");
    // Server processes take the ports that follow.
    port = Math.min(Ports.free(1).getFirst(), 65_000);
  }

  @AfterEach
  void leaveNothingRunning() {
    if (Files.exists(data.resolve("quickstart.state"))) {
      Shell.Output ended = quickstart("--stop", "--wipe", "--data", data.toString());
      assertThat(ended.status()).as(ended.text()).isZero();
    }
    List<String> mounted = List.of("mountpoint", "-q", mountPoint.toString());
    assertThat(Shell.run(Shell.LIMIT, mounted).status()).isNotZero();
  }

  @Test
  void dataStaysWhenStoppedAndTheSecondStartIsQuick() throws IOException {
    start();
    Files.writeString(mountPoint.resolve("kept"), "content");
    stop();
    assertThat(mountPoint.resolve("kept")).doesNotExist();

    long begin = System.nanoTime();
    start();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(mountPoint.resolve("kept")).hasContent("content");
    assertThat(took).isLessThan(SECOND_START_MAX);
  }

  @Test
  void startingTwiceIsHarmless() throws IOException {
    start();
    Files.writeString(mountPoint.resolve("kept"), "content");
    JsonNode before = status();

    assertThat(start().text()).contains("already mounted");

    assertThat(status()).isEqualTo(before);
    assertThat(mountPoint.resolve("kept")).hasContent("content");
  }

  @Test
  void statusTellsWhatRuns() throws IOException {
    start();
    JsonNode status = status();
    assertThat(status.at("/state").asText()).isEqualTo("mounted");
    assertThat(status.at("/mount/mountPoint").asText()).isEqualTo(mountPoint.toString());
    assertThat(status.at("/servers/0/address").asText()).isEqualTo("127.0.0.1:" + port);
    assertThat(Path.of(status.at("/servers/0/data").asText())).isDirectory();
    assertThat(Path.of(status.at("/mount/log").asText())).isRegularFile();
    assertThat(ProcessHandle.of(mountPid())).isPresent();

    stop();

    assertThat(status().at("/state").asText()).isEqualTo("stopped");
    assertThat(status().at("/mount/pid").isNull()).isTrue();
  }

  @Test
  void staleMountOfItsOwnIsCleanedUp() throws IOException {
    start();
    Files.writeString(mountPoint.resolve("kept"), "content");
    try (var file = new RandomAccessFile(mountPoint.resolve("kept").toFile(), "rw")) {
      file.getFD().sync();
    }
    ProcessHandle mount = ProcessHandle.of(mountPid()).orElseThrow();
    mount.destroyForcibly();
    mount.onExit().join();
    assertThat(status().at("/state").asText()).isEqualTo("stale");

    start();

    assertThat(mountPoint.resolve("kept")).hasContent("content");
  }

  @Test
  void mountPointOfSomethingElseIsRefused() throws IOException {
    Files.createDirectory(mountPoint);
    Shell.ok(List.of("mount", "-t", "tmpfs", "elsewhere", mountPoint.toString()));
    try {
      Shell.Output ended = quickstart(startArguments());
      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.text()).contains("is in use: tmpfs from elsewhere");
    } finally {
      Shell.ok(List.of("umount", mountPoint.toString()));
    }
  }

  @Test
  void mountPointThatIsNotEmptyIsRefused() throws IOException {
    Files.createDirectory(mountPoint);
    Files.writeString(mountPoint.resolve("precious"), "");
    Shell.Output ended = quickstart(startArguments());
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.text()).contains("is not empty");
  }

  @Test
  void folderThatIsNotOursIsNotWiped() throws IOException {
    Files.createDirectory(data);
    Shell.Output ended = quickstart("--stop", "--wipe", "--data", data.toString());
    assertThat(ended.status()).isEqualTo(1);
    assertThat(data).isDirectory();
  }

  @Test
  void wipeRemovesTheData() {
    start();
    quickstart("--stop", "--wipe", "--data", data.toString());
    assertThat(data).doesNotExist();
  }

  @Test
  void threeServersKeepTheDataToo() throws IOException {
    start("--servers", "3");
    Files.writeString(mountPoint.resolve("kept"), "content");
    assertThat(status().at("/servers")).hasSize(3);
    stop();
    start("--servers", "3");
    assertThat(mountPoint.resolve("kept")).hasContent("content");
  }

  @Test
  void folderOfAnotherShapeIsRefused() {
    start();
    stop();
    Shell.Output ended = quickstart(startArguments("--servers", "3"));
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.text()).contains("holds data of mode embedded");
  }

  private Shell.Output start(String... more) {
    Shell.Output ended = quickstart(startArguments(more));
    assertThat(ended.status()).as(ended.text()).isZero();
    return ended;
  }

  private String[] startArguments(String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--data", data.toString(), "--port", Integer.toString(port)));
    arguments.add(mountPoint.toString());
    return arguments.toArray(String[]::new);
  }

  private void stop() {
    Shell.Output ended = quickstart("--stop", "--data", data.toString());
    assertThat(ended.status()).as(ended.text()).isZero();
  }

  private JsonNode status() throws IOException {
    Shell.Output ended = quickstart("--status", "--json", "--data", data.toString());
    assertThat(ended.status()).as(ended.text()).isZero();
    return JSON.readTree(ended.text());
  }

  private long mountPid() throws IOException {
    return status().at("/mount/pid").asLong();
  }

  private Shell.Output quickstart(String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("env", "DISTFS_STATE_HOME=" + folder.resolve("state")));
    command.add(Checkout.file("quickstart").toString());
    command.addAll(List.of(arguments));
    return Shell.run(Shell.LIMIT, command);
  }
}
