package io.distfs.server.replication;

import io.distfs.shared.id.BlockId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What the block service asks the replicated state, as this server has applied it. Thread-safe; may
 * block on the disk.
 */
public interface BlockTable {
  /** Whether the block table names the block. */
  boolean contains(BlockId block);

  /**
   * Blocks queued for deletion on this server, in order of their sequence.
   *
   * @param after only those with a greater sequence
   */
  List<Reclaim> reclaims(long after, int countMax);

  /**
   * Runs with a test that says whether a block is rubbish for ever, judged on one snapshot: not in
   * the table, in no open grant, and granted at some time.
   */
  void withRubbishTest(Consumer<Predicate<BlockId>> user);

  /** One block to delete here. */
  record Reclaim(long sequence, BlockId block) {}
}
