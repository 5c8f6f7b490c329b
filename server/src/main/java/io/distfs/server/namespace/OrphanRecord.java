package io.distfs.server.namespace;

import io.distfs.shared.id.InodeId;

/**
 * A row of {@link Table#ORPHAN}: an inode without a name. Immutable.
 *
 * @param holders how many sessions have said that they hold it open
 */
record OrphanRecord(long sequence, InodeId inode, int holders) {
  private static final int VERSION = 1;
  private static final int BYTES = 12;

  OrphanRecord held(int change) {
    return new OrphanRecord(sequence, inode, holders + change);
  }

  byte[] encode() {
    return new ValueWriter(VERSION, BYTES).i64(inode.value()).i32(holders).toBytes();
  }

  static OrphanRecord decode(long sequence, byte[] value) {
    ValueReader in = new ValueReader("orphan record", VERSION, value);
    OrphanRecord orphan = new OrphanRecord(sequence, new InodeId(in.i64()), in.i32());
    in.end();
    return orphan;
  }
}
