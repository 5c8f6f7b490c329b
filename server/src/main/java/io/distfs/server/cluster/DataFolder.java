package io.distfs.server.cluster;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.json.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A formatted data folder in the hands of this process: its layout, its identity and the map its
 * cluster began with. Held until closed. Immutable.
 */
public final class DataFolder implements AutoCloseable {
  private final FolderLayout layout;
  private final ServerInfo self;
  private final ClusterMap map;
  private final FolderLock lock;

  private DataFolder(FolderLayout layout, ServerInfo self, ClusterMap map, FolderLock lock) {
    this.layout = layout;
    this.self = self;
    this.map = map;
    this.lock = lock;
  }

  /**
   * Claims and checks a folder.
   *
   * @throws FsException ENOENT if it is not formatted; EACCES if it is another user's; EBUSY if a
   *     process uses it; EINVAL if its two files do not belong together; EPROTO for a format this
   *     program does not know
   */
  public static DataFolder open(Path root) {
    FolderLayout layout = new FolderLayout(root);
    FolderAccess.requireEntry(root);
    if (!Files.exists(layout.identity())) {
      throw new FsException(
          Errno.ENOENT,
          "data folder "
              + root.toAbsolutePath()
              + " is not formatted: run 'distfs-server format --config ...' once");
    }
    FolderLock lock = FolderLock.acquire(layout.lock());
    try {
      ClusterMap map = JsonFile.read(layout.cluster(), ClusterFile.class).toMap();
      IdentityFile identity = JsonFile.read(layout.identity(), IdentityFile.class);
      ServerInfo self = self(layout, identity, map);
      FolderAccess.warnWhereOpen(root);
      return new DataFolder(layout, self, map, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    } catch (IOException e) {
      lock.close();
      throw IoErrors.mapped("looking at " + root.toAbsolutePath(), e);
    }
  }

  /** Whether a folder has been formatted. */
  public static boolean isFormatted(Path root) {
    return Files.exists(new FolderLayout(root).identity());
  }

  private static ServerInfo self(FolderLayout layout, IdentityFile identity, ClusterMap map) {
    if (identity.formatVersion() != IdentityFile.FORMAT_VERSION) {
      throw new FsException(
          Errno.EPROTO,
          layout.identity()
              + " has format "
              + identity.formatVersion()
              + ", this program reads "
              + IdentityFile.FORMAT_VERSION);
    }
    if (!identity.cluster().equals(map.cluster().toString())) {
      throw new FsException(
          Errno.EINVAL,
          "data folder of another cluster: "
              + layout.identity()
              + " says "
              + identity.cluster()
              + ", "
              + layout.cluster()
              + " says "
              + map.cluster());
    }
    ServerInfo self = map.server(new ServerId(identity.server()));
    if (self == null || !self.uuid().toString().equals(identity.uuid())) {
      throw new FsException(
          Errno.EINVAL,
          layout.identity()
              + " names server "
              + identity.server()
              + " with uuid "
              + identity.uuid()
              + ", which is not in "
              + layout.cluster());
    }
    return self;
  }

  /** Where things lie. */
  public FolderLayout layout() {
    return layout;
  }

  /** This server. */
  public ServerInfo self() {
    return self;
  }

  /** The map the cluster began with. */
  public ClusterMap map() {
    return map;
  }

  /** Gives the folder up. */
  @Override
  public void close() {
    lock.close();
  }
}
