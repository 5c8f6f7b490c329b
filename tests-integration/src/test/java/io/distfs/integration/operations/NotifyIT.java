package io.distfs.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.integration.harness.Checkout;
import io.distfs.integration.harness.Ports;
import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.TestCluster;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs under {@code Type=notify} says READY=1 when it answers, not before. */
class NotifyIT {
  /** Prints the first datagram that says it is ready; gives up after a minute. */
  private static final String LISTEN =
      "alarm 60; my $s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die $!;"
          + " do { $s->recv($m, 4096) } until $m =~ /READY=1/; print $m";

  private static final int END_SECONDS_MAX = 60;

  @TempDir Path folder;

  @Test
  void serverSaysThatItAnswers() throws Exception {
    int port = Ports.free(1).getFirst();
    Path config = folder.resolve("server.yaml");
    String yaml = "data: " + folder.resolve("data") + "\nlisten: 127.0.0.1:" + port + "\n";
    Files.writeString(config, yaml + "capacity: 1GiB\n");
    String server = Checkout.bin("distfs-server");
    Shell.ok(List.of(server, "format", "--config", config.toString()));

    Process process = startAndAwaitReady(server, "--config", config.toString());

    new Socket(InetAddress.getLoopbackAddress(), port).close();
    endsCleanly(process);
  }

  @Test
  void mountSaysThatItIsMounted() throws Exception {
    Path point = Files.createDirectory(folder.resolve("mnt"));
    try (TestCluster cluster = TestCluster.start(folder, 1)) {
      Process process =
          startAndAwaitReady(
              Checkout.bin("distfs-mount"),
              point.toString(),
              "--foreground",
              "--servers",
              cluster.addresses());

      Shell.ok(List.of("mountpoint", "-q", point.toString()));
      endsCleanly(process);
      List<String> mounted = List.of("mountpoint", "-q", point.toString());
      assertThat(Shell.run(Shell.LIMIT, mounted).status()).isNotZero();
    }
  }

  private Process startAndAwaitReady(String... command) throws Exception {
    Path socket = folder.resolve("notify.sock");
    Path heard = folder.resolve("heard");
    Process listener =
        new ProcessBuilder("perl", "-MIO::Socket::UNIX", "-e", LISTEN, socket.toString())
            .redirectOutput(heard.toFile())
            .start();
    await().until(() -> Files.exists(socket));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().put("NOTIFY_SOCKET", socket.toString());
    Process process = builder.start();
    assertThat(listener.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    assertThat(heard).as(Files.readString(folder.resolve("output"))).content().contains("READY=1");
    assertThat(process.isAlive()).isTrue();
    return process;
  }

  private void endsCleanly(Process process) throws Exception {
    process.destroy();
    assertThat(process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("output"))).isZero();
  }
}
