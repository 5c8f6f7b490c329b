package io.distfs.server.namespace;

import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;

/**
 * The block table's reference counts, and the queues of blocks to delete. A block whose last
 * reference goes leaves the table, and each of its servers is told by one reclaim record.
 * Stateless.
 */
final class Blocks {
  private Blocks() {}

  static void addReferences(Transition transition, BlockId block, int count) {
    BlockRecord record = existing(transition, block);
    put(transition, record.withReferences(record.references() + count));
  }

  static void put(Transition transition, BlockRecord record) {
    transition
        .transaction()
        .put(Table.BLOCK, Keys.of(record.info().block().value()), record.encode());
  }

  static void dropReference(Transition transition, BlockId block) {
    BlockRecord record = existing(transition, block);
    if (record.references() > 1) {
      put(transition, record.withReferences(record.references() - 1));
      return;
    }
    transition.transaction().delete(Table.BLOCK, Keys.of(block.value()));
    transition.counters().blocks--;
    transition.freed(record.info().length());
    for (ServerId server : record.info().servers()) {
      queueReclaim(transition, server, block);
    }
  }

  /** Number of the newest record in a server's reclaim queue, 0 if it never had one. */
  static long reclaimSequence(MetaReader reader, ServerId server) {
    byte[] value = reader.get(Table.META, Keys.reclaimCounter(server));
    return value == null ? 0 : NumberCodec.decode(value);
  }

  private static void queueReclaim(Transition transition, ServerId server, BlockId block) {
    MetaTransaction transaction = transition.transaction();
    long sequence = reclaimSequence(transaction, server) + 1;
    transaction.put(Table.META, Keys.reclaimCounter(server), NumberCodec.encode(sequence));
    transaction.put(
        Table.RECLAIM, Keys.reclaim(server, sequence), NumberCodec.encode(block.value()));
  }

  private static BlockRecord existing(Transition transition, BlockId block) {
    BlockRecord record = transition.records().block(block);
    if (record == null) {
      throw new CorruptStateException("an extent names block " + block + ", not in the table");
    }
    return record;
  }
}
