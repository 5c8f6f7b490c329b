package io.distfs.client.block;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import java.util.List;
import java.util.function.Predicate;

/** Where a block should lie. Pure. */
@FunctionalInterface
public interface Placement {
  /** At most so many of the usable servers, in the order of the chain: clockwise on the ring. */
  List<ServerId> choose(ClusterMap map, BlockId block, int count, Predicate<ServerId> usable);
}
