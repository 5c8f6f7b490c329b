package io.distfs.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.Checkout;
import io.distfs.integration.harness.LoopDevice;
import io.distfs.integration.harness.Ports;
import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person gets wrong is refused with the values in the message, and soon. */
final class BadInputIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private Shell.Output server(String yaml, String... arguments) throws IOException {
    Path config = folder.resolve("server.yaml");
    Files.writeString(config, yaml);
    List<String> command = new ArrayList<>(List.of(Checkout.bin("distfs-server")));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--config", config.toString()));
    return Shell.run(SOON, command);
  }

  private Shell.Output mount(Path point, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Checkout.bin("distfs-mount"), point.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--log-file", folder.resolve("mount.log").toString()));
    return Shell.run(SOON, command);
  }

  private String data() {
    return "data: " + folder.resolve("data") + "\n";
  }

  private static void assertRefused(Shell.Output output, String... words) {
    assertThat(output.status()).as(output.text()).isNotZero();
    assertThat(output.text()).contains(words).doesNotContain("\tat ");
  }

  @Test
  void unknownConfigurationKeyIsRefusedWithTheNearestOne() throws IOException {
    assertRefused(server(data() + "listn: 127.0.0.1:7400\n", "format"), "listn", "listen");
  }

  @Test
  void badSizeIsRefused() throws IOException {
    assertRefused(server(data() + "capacity: 10 bananas\n", "format"), "capacity", "bananas");
  }

  @Test
  void unformattedFolderIsNotServed() throws IOException {
    assertRefused(server(data() + "listen: 127.0.0.1:7499\n"), "format");
  }

  @Test
  void listeningBeyondLoopbackIsRefused() throws IOException {
    assertThat(server(data(), "format").status()).isZero();
    assertRefused(server(data() + "listen: 0.0.0.0:7499\n"), "0.0.0.0", "loopback");
  }

  @Test
  void portInUseAndFolderInUseAreRefused() throws IOException {
    try (TestCluster cluster = TestCluster.start(folder, 1);
        TestMount mount = TestMount.of(cluster, folder)) {
      assertThat(mount.point()).isEmptyDirectory();
      String address = cluster.servers().getFirst().address();
      assertThat(server(data(), "format").status()).isZero();
      assertRefused(server(data() + "listen: " + address + "\n"), address);
      assertRefused(
          server(
              "data: "
                  + cluster.servers().getFirst().data()
                  + "\nlisten: 127.0.0.1:"
                  + Ports.free(1).getFirst()
                  + "\n"),
          "in use");
    }
  }

  @Test
  void readOnlyDiskIsRefused() throws IOException {
    try (LoopDevice device = LoopDevice.ext4(folder.resolve("disk"), 64)) {
      device.remountWith("ro");
      assertRefused(
          server("data: " + device.mountPoint().resolve("data") + "\n", "format"),
          device.mountPoint().toString());
    }
  }

  @Test
  void absentServerIsAnErrorWithinFiveSeconds() throws IOException {
    Path point = Files.createDirectory(folder.resolve("mnt"));
    String address = "127.0.0.1:" + Ports.free(1).getFirst();
    long begin = System.nanoTime();
    assertRefused(mount(point, "--servers", address), address);
    // Five seconds of trying, and what it takes to start and end the program.
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(9));
  }

  @Test
  void mountPointMustBeAnEmptyFolder() throws IOException {
    Path missing = folder.resolve("missing");
    assertRefused(mount(missing, "--servers", "127.0.0.1:1"), missing.toString());
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertRefused(mount(file, "--servers", "127.0.0.1:1"), file.toString(), "not a directory");
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("x"), "x");
    assertRefused(mount(full, "--servers", "127.0.0.1:1"), full.toString(), "not empty");
  }

  @Test
  void unknownMountOptionIsRefusedByName() throws IOException {
    Path point = Files.createDirectory(folder.resolve("mnt"));
    assertRefused(mount(point, "--servers", "127.0.0.1:1", "-o", "rw,bananas"), "bananas");
  }

  @Test
  void dataOfAnotherClusterIsRefused() throws IOException {
    List<Path> folders = List.of(folder.resolve("a1"), folder.resolve("a2"), folder.resolve("a3"));
    try (TestCluster one = TestCluster.start(folders, TestCluster.CAPACITY, List.of());
        TestCluster other = TestCluster.start(folder.resolve("b"), 1)) {
      assertThat(one.servers()).hasSize(3);
      Path foreign = other.servers().getFirst().data();
      other.servers().getFirst().kill();
      Shell.Output output =
          server(
              "data: " + foreign + "\nlisten: " + one.servers().get(1).address() + "\n",
              "format",
              "--cluster",
              one.servers().getFirst().data().resolve("cluster.json").toString(),
              "--id",
              "2");
      assertRefused(output, foreign.toString());
    }
  }
}
