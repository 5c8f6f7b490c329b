package io.distfs.client.block;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.ring.Ring;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Places blocks by the consistent-hash ring of the newest cluster map. Thread-safe. */
public final class RingPlacement implements Placement {
  private volatile @Nullable Known known;

  private record Known(long epoch, Ring ring) {}

  @Override
  public List<ServerId> choose(
      ClusterMap map, BlockId block, int count, Predicate<ServerId> usable) {
    Known now = known;
    if (now == null || now.epoch != map.epoch()) {
      now = new Known(map.epoch(), Ring.of(map));
      known = now;
    }
    return now.ring.replicas(block, count, usable);
  }
}
