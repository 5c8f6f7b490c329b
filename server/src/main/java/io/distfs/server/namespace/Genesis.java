package io.distfs.server.namespace;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * The first state of a cluster: an empty root directory and the cluster map; the same on every
 * server that is given the same map. Stateless.
 */
public final class Genesis {
  /** Format version of the whole state; a state of another is refused. */
  public static final int FORMAT = 1;

  private static final int ROOT_MODE = 0755;
  private static final int EMPTY_DIRECTORY_LINKS = 2;

  private Genesis() {}

  /** Whether the store holds a state already. */
  public static boolean isFormatted(MetaReader reader) {
    return reader.get(Table.META, Keys.META_FORMAT) != null;
  }

  /**
   * Writes the first state into an empty store.
   *
   * @throws IllegalStateException if there is a state already
   */
  public static void format(MetaStore store, ClusterMap map) {
    if (isFormatted(store)) {
      throw new IllegalStateException("the store holds a state already; it is not written over");
    }
    List<MetaStore.Change> changes = new ArrayList<>();
    changes.add(meta(Keys.META_FORMAT, NumberCodec.encode(FORMAT)));
    changes.add(meta(Keys.META_APPLIED, new Applied(0, map.created()).encode()));
    changes.add(meta(Keys.META_COUNTERS, counters().encode()));
    changes.add(meta(Keys.META_CLUSTER, ClusterMapCodec.encode(map)));
    changes.add(
        new MetaStore.Change(Table.INODE, Keys.of(InodeId.ROOT), InodeCodec.encode(root(map))));
    store.write(changes);
  }

  private static MetaStore.Change meta(byte[] key, byte[] value) {
    return new MetaStore.Change(Table.META, key, value);
  }

  private static Counters counters() {
    Counters counters = new Counters();
    counters.nextInode = InodeId.ROOT.number() + 1;
    counters.nextBlock = 1;
    counters.nextSession = 1;
    counters.inodes = 1;
    return counters;
  }

  private static Inode root(ClusterMap map) {
    Inode root = new Inode(InodeId.ROOT);
    root.mode = FileType.DIRECTORY.modeBits() | ROOT_MODE;
    root.nlink = EMPTY_DIRECTORY_LINKS;
    root.size = Limits.DIRECTORY_BYTES;
    root.atime = map.created();
    root.mtime = map.created();
    root.ctime = map.created();
    root.btime = map.created();
    root.version = 1;
    root.parent = InodeId.ROOT.value();
    root.nextCookie = DirectoryEntry.FIRST_COOKIE;
    return root;
  }
}
