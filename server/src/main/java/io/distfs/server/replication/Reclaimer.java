package io.distfs.server.replication;

import io.distfs.server.block.BlockStore;
import java.util.List;

/**
 * Deletes the blocks the replicated state has queued for deletion on this server. Confined to one
 * thread, but for {@link #doneUpTo}. What a crash undeletes, the {@link Sweeper} finds again.
 */
public final class Reclaimer {
  private static final int PAGE = 1024;

  private final BlockTable table;
  private final BlockStore store;
  private volatile long doneUpTo;

  /** A reclaimer that has done nothing yet. */
  public Reclaimer(BlockTable table, BlockStore store) {
    this.table = table;
    this.store = store;
  }

  /** The sequence up to which everything queued has been deleted here, durably. */
  public long doneUpTo() {
    return doneUpTo;
  }

  /** Deletes a page of what is queued; whether there may be more. */
  public boolean step() {
    List<BlockTable.Reclaim> page = table.reclaims(doneUpTo, PAGE);
    if (page.isEmpty()) {
      return false;
    }
    for (BlockTable.Reclaim reclaim : page) {
      store.delete(reclaim.block());
    }
    store.sync(); // before anybody hears of it: the record that names them goes away then
    doneUpTo = page.get(page.size() - 1).sequence();
    return page.size() == PAGE;
  }
}
