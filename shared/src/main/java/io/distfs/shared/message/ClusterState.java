package io.distfs.shared.message;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.id.ServerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as the server that was asked sees it; the {@code CLUSTER} request has no fields.
 *
 * @param answering the server that answers
 * @param leader as it knows it, or null
 * @param reports what servers told the leader; empty unless the leader answers
 */
public record ClusterState(
    ClusterMap map, ServerId answering, @Nullable ServerId leader, List<Member> reports) {
  public ClusterState {
    reports = List.copyOf(reports);
  }

  /**
   * A server's last report.
   *
   * @param ageMillis how old it is; over {@link #DEAD_MILLIS} it counts as dead
   */
  public record Member(ServerReport report, long ageMillis) {
    /** A server that has not reported for so long counts as dead. */
    public static final long DEAD_MILLIS = 5_000;

    /** Whether it counts as alive. */
    public boolean alive() {
      return ageMillis <= DEAD_MILLIS;
    }
  }
}
