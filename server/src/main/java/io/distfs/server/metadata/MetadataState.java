package io.distfs.server.metadata;

import io.distfs.server.namespace.Genesis;
import io.distfs.server.namespace.MetaStore;
import io.distfs.server.namespace.Namespace;
import io.distfs.server.raft.ReplicatedState;
import io.distfs.server.store.RocksDbMetaStore;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.message.Command;
import io.distfs.shared.wire.CommandCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replicated state: applies log entries through the {@link Namespace} to the store. Entries and
 * snapshots come from the Raft engine's one thread; the getters are thread-safe.
 *
 * <p>Each entry is one atomic write that also holds its index. The store's own log is off: after a
 * crash the state is some earlier one, whole, and the Raft log is replayed from its index.
 */
public final class MetadataState implements ReplicatedState {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataState.class);

  private final RocksDbMetaStore store;
  private final CopyOnWriteArrayList<Leadership> leaderships = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<AppliedCommands> applied = new CopyOnWriteArrayList<>();
  private volatile Position position;

  /** A namespace over one content of the store, and how far the log is in it. */
  private record Position(Namespace namespace, long index, Timestamp time) {
    static Position of(Namespace namespace) {
      return new Position(namespace, namespace.appliedIndex(), namespace.lastTime());
    }
  }

  private MetadataState(RocksDbMetaStore store, Position position) {
    this.store = store;
    this.position = position;
  }

  /**
   * The state in a store; an empty store gets the first state of the cluster.
   *
   * @throws FsException EINVAL if the state is another cluster's
   */
  public static MetadataState open(RocksDbMetaStore store, ClusterMap born) {
    if (!Genesis.isFormatted(store)) {
      Genesis.format(store, born);
    }
    MetadataState state = new MetadataState(store, Position.of(new Namespace(store)));
    state.requireCluster(born);
    return state;
  }

  private void requireCluster(ClusterMap born) {
    if (!clusterMap().cluster().equals(born.cluster())) {
      throw new FsException(
          Errno.EINVAL,
          "the state is of cluster " + clusterMap().cluster() + ", this is " + born.cluster());
    }
  }

  void onLeadership(Leadership leadership) {
    leaderships.add(leadership);
  }

  void onApplied(AppliedCommands listener) {
    applied.add(listener);
  }

  /** The cluster map in the state. */
  public ClusterMap clusterMap() {
    return position.namespace().clusterMap();
  }

  /** Time of the last entry applied. */
  Timestamp lastTime() {
    return position.time();
  }

  /** A consistent view of the state as applied here. */
  public MetaStore.Snapshot snapshot() {
    return store.snapshot();
  }

  @Override
  public long appliedIndex() {
    return position.index();
  }

  @Override
  public Object apply(long index, ByteBuffer entry) {
    Batch batch = BatchCodec.decode(entry);
    List<Command> commands = new ArrayList<>(batch.commands().size());
    for (ByteBuffer command : batch.commands()) {
      commands.add(CommandCodec.decode(command));
    }
    Namespace namespace = position.namespace();
    Outcomes outcomes = new Outcomes(namespace.apply(index, batch.time(), commands));
    position = new Position(namespace, index, namespace.lastTime());
    applied.forEach(listener -> listener.applied(commands, outcomes.list()));
    return outcomes;
  }

  @Override
  public void saveSnapshot(Path folder) throws IOException {
    store.checkpoint(folder);
  }

  @Override
  public void loadSnapshot(Path folder) throws IOException {
    ClusterMap before = clusterMap();
    store.load(folder);
    position = Position.of(new Namespace(store));
    requireCluster(before);
    LOG.info("loaded a snapshot of the state at log index {}", position.index());
  }

  @Override
  public void leadershipBegan(long term) {
    leaderships.forEach(Leadership::began);
  }

  @Override
  public void leadershipEnded() {
    leaderships.forEach(Leadership::ended);
  }
}
