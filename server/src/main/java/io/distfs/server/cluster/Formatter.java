package io.distfs.server.cluster;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.json.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Gives an empty data folder its identity, once. Stateless. */
public final class Formatter {
  /** Replicas of a cluster with at least so many servers, unless told otherwise. */
  public static final int REPLICAS_DEFAULT = 3;

  private static final int WEIGHT_USUAL = 100;

  private Formatter() {}

  /**
   * A new cluster: its id, and an id and UUID for each server, numbered from 1 in this order.
   *
   * @param replicas wanted copies of a block; 0 for the lesser of 3 and the number of servers
   * @throws FsException EINVAL
   */
  public static ClusterMap newCluster(List<HostPort> addresses, int replicas, Instant now) {
    int wanted = replicas == 0 ? Math.min(REPLICAS_DEFAULT, addresses.size()) : replicas;
    if (wanted < 1 || wanted > Math.min(BlockInfo.REPLICAS_MAX, addresses.size())) {
      throw new FsException(
          Errno.EINVAL,
          wanted
              + " replicas on "
              + addresses.size()
              + " servers: want 1 to "
              + Math.min(BlockInfo.REPLICAS_MAX, addresses.size()));
    }
    if (addresses.stream().distinct().count() != addresses.size()) {
      throw new FsException(Errno.EINVAL, "an address is listed twice: " + addresses);
    }
    List<ServerInfo> servers = new ArrayList<>();
    for (HostPort address : addresses) {
      ServerId id = new ServerId(servers.size() + 1);
      servers.add(new ServerInfo(id, UUID.randomUUID(), address, WEIGHT_USUAL, ""));
    }
    Timestamp created = new Timestamp(now.getEpochSecond(), now.getNano());
    return new ClusterMap(new ClusterId(UUID.randomUUID()), 1, created, wanted, servers);
  }

  /** The cluster another server was formatted with. */
  public static ClusterMap readCluster(Path file) {
    if (!Files.exists(file)) {
      throw new FsException(
          Errno.ENOENT,
          "no cluster file " + file + ": want the cluster.json of a formatted server");
    }
    return JsonFile.read(file, ClusterFile.class).toMap();
  }

  /**
   * Formats a folder as that server of the cluster. An empty or absent folder only: what holds
   * files of others, or a server already, is left alone. Only its owner can enter it afterwards.
   *
   * @throws FsException EEXIST, ENOTEMPTY, EINVAL for a server the cluster does not have, EACCES
   */
  public static void format(Path root, ClusterMap map, ServerId id) {
    ServerInfo self = map.server(id);
    if (self == null) {
      throw new FsException(
          Errno.EINVAL, "the cluster has no server " + id + ", it has " + map.servers().size());
    }
    FolderLayout layout = new FolderLayout(root);
    try {
      Files.createDirectories(root);
      refuseUnlessEmpty(layout);
      FolderAccess.closeToOthers(root); // not before: a folder of others keeps its mode
      JsonFile.write(layout.cluster(), ClusterFile.of(map));
      JsonFile.write( // the commit: from here on the folder is formatted
          layout.identity(),
          new IdentityFile(
              IdentityFile.FORMAT_VERSION,
              map.cluster().toString(),
              id.value(),
              self.uuid().toString()));
    } catch (IOException e) {
      throw IoErrors.mapped("formatting " + root.toAbsolutePath(), e);
    }
  }

  private static void refuseUnlessEmpty(FolderLayout layout) throws IOException {
    Path root = layout.root().toAbsolutePath();
    if (Files.exists(layout.identity())) {
      IdentityFile identity = JsonFile.read(layout.identity(), IdentityFile.class);
      throw new FsException(
          Errno.EEXIST,
          "data folder "
              + root
              + " is formatted already: server "
              + identity.server()
              + " of cluster "
              + identity.cluster());
    }
    try (Stream<Path> files = Files.list(layout.root())) {
      List<Path> foreign =
          files.filter(file -> !isOfInterruptedFormat(layout, file)).limit(1).toList();
      if (!foreign.isEmpty()) {
        throw new FsException(
            Errno.ENOTEMPTY,
            "data folder " + root + " is not empty: it holds " + foreign.get(0).getFileName());
      }
    }
  }

  private static boolean isOfInterruptedFormat(FolderLayout layout, Path file) {
    String name = file.getFileName().toString();
    return file.equals(layout.cluster())
        || name.equals("cluster.json.new")
        || name.equals("server.json.new")
        || name.equals("lost+found");
  }
}
