package io.distfs.cli.command;

import io.distfs.cli.place.Mounts;
import io.distfs.shared.cluster.HostPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which cluster to ask, and how to print: the options all subcommands share. */
final class ClusterOptions {
  private static final String SEPARATOR = ",";

  @Option(
      names = "--servers",
      split = SEPARATOR,
      paramLabel = "HOST:PORT",
      description =
          "Servers of the cluster. Default: those of the mount this machine has, else"
              + " 127.0.0.1:7400.")
  private List<String> servers = new ArrayList<>();

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  /** Whether to print JSON. */
  boolean json() {
    return json;
  }

  /** The servers to ask about the cluster. */
  List<HostPort> servers() throws IOException {
    if (!servers.isEmpty()) {
      return servers.stream().map(HostPort::parse).toList();
    }
    List<Mounts.Mount> mounts = Mounts.read().all();
    return mounts.isEmpty()
        ? List.of(HostPort.parse("127.0.0.1"))
        : addresses(mounts.getFirst().source());
  }

  /** The servers behind the mount a path lies in, unless told otherwise. */
  List<HostPort> servers(Path path) throws IOException {
    if (!servers.isEmpty()) {
      return servers();
    }
    return Mounts.read()
        .holding(path)
        .map(mount -> addresses(mount.source()))
        .orElseThrow(
            () ->
                new IOException(
                    path + " is not on a DistFS mount; name the cluster with --servers"));
  }

  private static List<HostPort> addresses(String source) {
    return List.of(source.split(SEPARATOR, -1)).stream().map(HostPort::parse).toList();
  }
}
