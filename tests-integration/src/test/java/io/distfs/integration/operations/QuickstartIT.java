package io.distfs.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
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
  void chooseFoldersAndPort() throws IOException {
    mountPoint = folder.resolve("mount point");
    data = folder.resolve("data");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = Math.min(socket.getLocalPort(), 65_000);
    }
  }

  @AfterEach
  void leaveNothingRunning() throws Exception {
    if (Files.exists(data.resolve("quickstart.state"))) {
      Tool.Ended ended = quickstart("--stop", "--wipe", "--data", data.toString());
      assertThat(ended.exitCode()).as(ended.output()).isZero();
    }
    assertThat(Tool.of("mountpoint", "-q", mountPoint.toString()).run().exitCode()).isNotZero();
  }

  @Test
  void dataStaysWhenStoppedAndTheSecondStartIsQuick() throws Exception {
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
  void startingTwiceIsHarmless() throws Exception {
    start();
    Files.writeString(mountPoint.resolve("kept"), "content");
    JsonNode before = status();

    assertThat(start().output()).contains("already mounted");

    assertThat(status()).isEqualTo(before);
    assertThat(mountPoint.resolve("kept")).hasContent("content");
  }

  @Test
  void statusTellsWhatRuns() throws Exception {
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
  void staleMountOfItsOwnIsCleanedUp() throws Exception {
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
  void mountPointOfSomethingElseIsRefused() throws Exception {
    Files.createDirectory(mountPoint);
    run("mount", "-t", "tmpfs", "elsewhere", mountPoint.toString());
    try {
      Tool.Ended ended = quickstart(startArguments());
      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.output()).contains("is in use: tmpfs from elsewhere");
    } finally {
      run("umount", mountPoint.toString());
    }
  }

  @Test
  void mountPointThatIsNotEmptyIsRefused() throws Exception {
    Files.createDirectory(mountPoint);
    Files.writeString(mountPoint.resolve("precious"), "");
    Tool.Ended ended = quickstart(startArguments());
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.output()).contains("is not empty");
  }

  @Test
  void folderThatIsNotOursIsNotWiped() throws Exception {
    Files.createDirectory(data);
    Tool.Ended ended = quickstart("--stop", "--wipe", "--data", data.toString());
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(data).isDirectory();
  }

  @Test
  void wipeRemovesTheData() throws Exception {
    start();
    quickstart("--stop", "--wipe", "--data", data.toString());
    assertThat(data).doesNotExist();
  }

  @Test
  void threeServersKeepTheDataToo() throws Exception {
    start("--servers", "3");
    Files.writeString(mountPoint.resolve("kept"), "content");
    assertThat(status().at("/servers")).hasSize(3);
    stop();
    start("--servers", "3");
    assertThat(mountPoint.resolve("kept")).hasContent("content");
  }

  @Test
  void folderOfAnotherShapeIsRefused() throws Exception {
    start();
    stop();
    Tool.Ended ended = quickstart(startArguments("--servers", "3"));
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.output()).contains("holds data of mode embedded");
  }

  private Tool.Ended start(String... more) throws Exception {
    Tool.Ended ended = quickstart(startArguments(more));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    return ended;
  }

  private String[] startArguments(String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--data", data.toString(), "--port", Integer.toString(port)));
    arguments.add(mountPoint.toString());
    return arguments.toArray(String[]::new);
  }

  private void stop() throws Exception {
    Tool.Ended ended = quickstart("--stop", "--data", data.toString());
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  private JsonNode status() throws Exception {
    Tool.Ended ended = quickstart("--status", "--json", "--data", data.toString());
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    return JSON.readTree(ended.output());
  }

  private long mountPid() throws Exception {
    return status().at("/mount/pid").asLong();
  }

  private Tool.Ended quickstart(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Tool.ROOT.resolve("quickstart").toString()));
    command.addAll(List.of(arguments));
    return Tool.of(command).with("DISTFS_STATE_HOME", folder.resolve("state").toString()).run();
  }

  private static void run(String... command) throws Exception {
    Tool.Ended ended = Tool.of(command).run();
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }
}
