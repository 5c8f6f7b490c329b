package io.distfs.server.replication;

import io.distfs.server.block.BlockStore;
import io.distfs.shared.id.BlockId;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes blocks that lie in the store and that no command can ever name: their writer crashed
 * before the commit, or a crash undid their deletion. Confined to one thread.
 *
 * <p>Judged on one snapshot of the state as applied here, which may lag: a block granted later lies
 * at or above that snapshot's next id, one that may still be committed lies in an open grant, and
 * both are kept.
 */
public final class Sweeper {
  /** Deleted per pass at most; the next pass finds the rest. */
  static final int DELETED_MAX = 65_536;

  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final BlockTable table;
  private final BlockStore store;

  /** A sweeper of one store. */
  public Sweeper(BlockTable table, BlockStore store) {
    this.table = table;
    this.store = store;
  }

  /** Looks at every block once; how many were deleted. */
  public int sweep() {
    List<BlockId> rubbish = new ArrayList<>();
    table.withRubbishTest(
        isRubbish ->
            store.forEach(
                block -> {
                  if (rubbish.size() < DELETED_MAX && isRubbish.test(block)) {
                    rubbish.add(block);
                  }
                }));
    rubbish.forEach(store::delete);
    if (!rubbish.isEmpty()) {
      store.sync();
      LOG.info("swept {} blocks that no command named", rubbish.size());
    }
    return rubbish.size();
  }
}
