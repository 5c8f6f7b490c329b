package io.distfs.integration.harness;

import io.distfs.client.admin.AdminClient;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.FsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A formatted cluster of server processes on loopback, in one folder. Not thread-safe. */
public final class TestCluster implements AutoCloseable {
  /** Enough for every test that does not fill the disk. */
  public static final String CAPACITY = "8GiB";

  private static final Duration LEADER_LIMIT = Duration.ofSeconds(60);

  private final List<ServerProcess> servers = new ArrayList<>();

  private TestCluster() {}

  /** Formats and starts a cluster below the folder. */
  public static TestCluster start(Path folder, int count) {
    List<Path> folders = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      folders.add(folder.resolve("server" + i));
    }
    return start(folders, CAPACITY, List.of());
  }

  /**
   * Formats and starts one server in each folder.
   *
   * @param prefix command the servers run under, such as strace; usually empty
   */
  public static TestCluster start(List<Path> folders, String capacity, List<String> prefix) {
    TestCluster cluster = new TestCluster();
    List<Integer> ports = Ports.free(folders.size());
    for (int i = 0; i < folders.size(); i++) {
      cluster.servers.add(new ServerProcess(folders.get(i), ports.get(i), capacity, prefix));
    }
    cluster.format();
    cluster.servers.forEach(ServerProcess::start);
    cluster.awaitLeader();
    return cluster;
  }

  /** All servers. */
  public List<ServerProcess> servers() {
    return servers;
  }

  /** Addresses of all servers, as {@code --servers} takes them. */
  public String addresses() {
    return servers.stream().map(ServerProcess::address).collect(Collectors.joining(","));
  }

  /** kill -9 of all at once. */
  public void killAll() {
    List<ServerProcess> running = servers.stream().filter(ServerProcess::isStarted).toList();
    // One kill(1) for all: as close to the same moment as a test can come.
    List<String> command = new ArrayList<>(List.of("kill", "-9"));
    running.forEach(server -> command.add(Long.toString(server.pid())));
    Shell.ok(command);
    running.forEach(ServerProcess::kill);
  }

  /** Returns when a majority has a leader that answers. */
  public void awaitLeader() {
    List<HostPort> addresses =
        servers.stream().map(server -> HostPort.parse(server.address())).toList();
    try (AdminClient client = new AdminClient(addresses)) {
      Awaitility.await()
          .atMost(LEADER_LIMIT)
          .ignoreExceptionsInstanceOf(FsException.class)
          .until(() -> !client.clusterState().reports().isEmpty());
    }
  }

  /** Starts those that do not run. */
  public void startAll() {
    servers.stream().filter(server -> !server.isStarted()).forEach(ServerProcess::start);
  }

  /** Kills what still runs. */
  @Override
  public void close() {
    servers.stream().filter(ServerProcess::isStarted).forEach(ServerProcess::kill);
  }

  private void format() {
    Path clusterFile = servers.getFirst().data().resolve("cluster.json");
    for (int i = 0; i < servers.size(); i++) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Checkout.bin("distfs-server"),
                  "format",
                  "--config",
                  servers.get(i).config().toString()));
      if (servers.size() > 1 && i == 0) {
        command.addAll(List.of("--servers", addresses(), "--id", "1"));
      } else if (i > 0) {
        command.addAll(
            List.of("--cluster", clusterFile.toString(), "--id", Integer.toString(i + 1)));
      }
      Shell.ok(command);
    }
  }
}
