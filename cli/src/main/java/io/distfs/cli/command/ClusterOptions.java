package io.distfs.cli.command;

import io.distfs.cli.place.Mounts;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.json.JsonText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  /** Prints an answer, as JSON where asked for. */
  void print(Supplier<?> asJson, Supplier<String> asText) {
    PrintWriter out = command.commandLine().getOut();
    out.print(json ? JsonText.of(asJson.get()) + "\n" : asText.get());
    out.flush();
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
