package io.distfs.server.namespace;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * The filesystem as a deterministic state machine over a store: the same entries in the same order
 * give the same bytes on every server. Confined to the thread that applies the log; readers use
 * {@link NamespaceReader} on a snapshot of the store.
 *
 * <p>Holds the store, the cluster map and a cache of records; make a new one when a snapshot
 * replaced the state.
 */
public final class Namespace {
  private final MetaStore store;
  private final HotRecords hot;
  private final ClusterMap cluster;

  /**
   * The machine over a formatted store.
   *
   * @throws CorruptStateException if the store is not formatted, or by other software
   */
  public Namespace(MetaStore store) {
    Records records = new Records(store);
    long format = records.format();
    if (format != Genesis.FORMAT) {
      throw new CorruptStateException(
          "state of format " + format + ", this software reads format " + Genesis.FORMAT);
    }
    this.store = store;
    this.hot = new HotRecords(store);
    this.cluster = records.clusterMap();
  }

  /** Index of the last entry in the state, 0 after {@link Genesis}. */
  public long appliedIndex() {
    return new Records(store).applied().index();
  }

  /** Time of the last entry; the leader stamps the next one later. */
  public Timestamp lastTime() {
    return new Records(store).applied().time();
  }

  /** The cluster map in the state. */
  public ClusterMap clusterMap() {
    return cluster;
  }

  /**
   * Applies one log entry: all of its commands in order, as one atomic write that also holds the
   * index.
   *
   * @param index of the entry, above {@link #appliedIndex}
   * @param time its leader gave it; one that is not later than the last entry's counts as 1 ns
   *     after that, so that time never stands still or runs back
   * @return an outcome for each command, in order
   * @throws IllegalStateException if a broken invariant shows: the node must stop
   */
  public List<Outcome> apply(long index, Timestamp time, List<Command> commands) {
    MetaTransaction transaction = new MetaTransaction(hot);
    Applied before = new Records(hot).applied();
    if (index <= before.index()) {
      throw new IllegalStateException(
          "entry " + index + " comes again: the state is at " + before.index());
    }
    Timestamp earliest = before.time().plusOneNano();
    Timestamp now = time.compareTo(earliest) < 0 ? earliest : time;
    Transition transition = new Transition(transaction, now, cluster);
    List<Outcome> outcomes = new ArrayList<>(commands.size());
    for (Command command : commands) {
      outcomes.add(Pipeline.run(transition, command));
    }
    transaction.mark();
    transaction.put(Table.META, Keys.META_COUNTERS, transition.counters().encode());
    Reservations.writeCounter(transaction, transition.counters());
    transaction.put(Table.META, Keys.META_APPLIED, new Applied(index, now).encode());
    List<MetaStore.Change> changes = transaction.changes();
    store.write(changes);
    hot.written(changes);
    return outcomes;
  }
}
