package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import java.util.ArrayList;
import java.util.List;

/** A server has deleted what its reclaim queue told it to. Stateless. */
final class ReclaimRule {
  private ReclaimRule() {}

  /** Drops records up to the sequence; a bounded number, the leader says the rest again. */
  static Result done(Transition transition, Mutation.ReclaimDone wish) {
    MetaTransaction transaction = transition.transaction();
    boolean known = transition.cluster().server(wish.server()) != null;
    long newest = Blocks.reclaimSequence(transaction, wish.server());
    Refusal.when(!known || wish.upTo() < 0 || wish.upTo() > newest, Errno.EINVAL);
    List<byte[]> done = new ArrayList<>();
    byte[] from = Keys.reclaim(wish.server(), 0);
    byte[] to = Keys.reclaim(wish.server(), wish.upTo() + 1);
    try (MetaReader.Cursor cursor = transaction.scan(Table.RECLAIM, from, to)) {
      while (done.size() < Limits.RECLAIMS_DROPPED_MAX && cursor.next()) {
        done.add(cursor.key());
      }
    }
    for (byte[] key : done) {
      transaction.delete(Table.RECLAIM, key);
    }
    return new Result.None();
  }
}
