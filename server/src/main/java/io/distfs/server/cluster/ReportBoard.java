package io.distfs.server.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.server.namespace.Space;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.ClusterState;
import io.distfs.shared.message.ServerReport;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What servers last told the leader of themselves. The leader's memory, never replicated; one entry
 * per server of the cluster. Thread-safe.
 */
public final class ReportBoard {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final LongSupplier nanoClock;

  @GuardedBy("lock")
  private final TreeMap<ServerId, Entry> entries = new TreeMap<>();

  /** An empty board; the clock is one of {@link System#nanoTime}'s kind. */
  public ReportBoard(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  private record Entry(ServerReport report, long arrivedNanos) {}

  /** Takes a report; the caller has checked that the server is one of the cluster's. */
  public void put(ServerReport report) {
    long now = nanoClock.getAsLong();
    lock.lock();
    try {
      entries.put(report.server(), new Entry(report, now));
    } finally {
      lock.unlock();
    }
  }

  /** The last report of a server, or null. */
  public @Nullable ServerReport last(ServerId server) {
    lock.lock();
    try {
      Entry entry = entries.get(server);
      return entry == null ? null : entry.report();
    } finally {
      lock.unlock();
    }
  }

  /** All reports with their ages, in order of server ids. */
  public List<ClusterState.Member> members() {
    long now = nanoClock.getAsLong();
    lock.lock();
    try {
      List<ClusterState.Member> members = new ArrayList<>(entries.size());
      for (Entry entry : entries.values()) {
        long age = (now - entry.arrivedNanos()) / NANOS_PER_MILLI;
        members.add(new ClusterState.Member(entry.report(), Math.max(0, age)));
      }
      return members;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets everything: what a former leadership heard says nothing of today. */
  public void clear() {
    lock.lock();
    try {
      entries.clear();
    } finally {
      lock.unlock();
    }
  }

  /** When the oldest of the reports that {@link #space} counts came; now if there is none. */
  public long reportedNanos() {
    long now = nanoClock.getAsLong();
    long oldest = 0;
    for (ClusterState.Member member : counted()) {
      oldest = Math.max(oldest, member.ageMillis());
    }
    return now - oldest * NANOS_PER_MILLI;
  }

  /**
   * Space a user can still fill: raw space of the servers alive, divided by the replicas. None at
   * all if no server has ever reported.
   *
   * @param replicas wanted copies of each block
   */
  public Space space(int replicas) {
    long total = 0;
    long free = 0;
    for (ClusterState.Member member : counted()) {
      total += member.report().totalBytes();
      free += Math.max(0, member.report().totalBytes() - member.report().usedBytes());
    }
    return new Space(total / replicas, free / replicas);
  }

  /**
   * Those alive; where nobody is, this machine stood still, and what they last said is the best.
   */
  private List<ClusterState.Member> counted() {
    List<ClusterState.Member> members = members();
    List<ClusterState.Member> alive = members.stream().filter(ClusterState.Member::alive).toList();
    return alive.isEmpty() ? members : alive;
  }
}
