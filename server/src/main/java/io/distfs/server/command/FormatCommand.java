package io.distfs.server.command;

import io.distfs.server.cluster.Formatter;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.config.Config;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code distfs-server format}: gives a data folder its identity, once. */
@Command(
    name = "format",
    description = {
      "Makes a data folder a server of a cluster, once. Alone it makes a cluster of one server.",
      "With --servers it makes a cluster of several, and this folder server --id of it; the others"
          + " are then formatted with --cluster and the cluster.json this one wrote."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class)
final class FormatCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The server's configuration, see conf/server.yaml.")
  private @Nullable Path config;

  @Option(
      names = "--servers",
      paramLabel = "HOST:PORT",
      split = ",",
      description = "Addresses of all servers of a new cluster, in the order of their ids.")
  private @Nullable List<HostPort> servers;

  @Option(
      names = "--cluster",
      paramLabel = "FILE",
      description = "The cluster.json of a server of the cluster this one belongs to.")
  private @Nullable Path cluster;

  @Option(
      names = "--id",
      paramLabel = "N",
      defaultValue = "1",
      description = "Which server of the cluster this is, from 1.")
  private int id;

  @Option(
      names = "--replicas",
      paramLabel = "R",
      defaultValue = "0",
      description = "Copies of each block in a new cluster; the lesser of 3 and the servers.")
  private int replicas;

  @Override
  public Integer call() {
    Config settings = ServerKeys.SCHEMA.load(config, Map.of());
    HostPort listen = settings.get(ServerKeys.LISTEN);
    Path data = settings.get(ServerKeys.DATA);
    ClusterMap map = clusterMap(listen);
    if (id < 1 || id > map.servers().size()) {
      throw new FsException(
          Errno.EINVAL, "--id " + id + ": the cluster has servers 1.." + map.servers().size());
    }
    HostPort address = map.servers().get(id - 1).address();
    if (!address.equals(listen)) {
      throw new FsException(
          Errno.EINVAL,
          "server " + id + " of the cluster is at " + address + ", 'listen' says " + listen);
    }
    Formatter.format(data, map, new ServerId(id));
    if (spec != null) {
      spec.commandLine()
          .getOut()
          .printf(
              "Formatted %s as server %d of %d, cluster %s, replicas %d%n",
              data.toAbsolutePath(), id, map.servers().size(), map.cluster(), map.replicas());
    }
    return ExitCodes.OK;
  }

  private ClusterMap clusterMap(HostPort listen) {
    if (cluster != null) {
      if (servers != null || replicas != 0) {
        throw new FsException(
            Errno.EINVAL,
            "--cluster says what --servers and --replicas say; give one or the other");
      }
      return Formatter.readCluster(cluster);
    }
    List<HostPort> addresses = servers == null ? List.of(listen) : servers;
    return Formatter.newCluster(addresses, replicas, Instant.now());
  }
}
