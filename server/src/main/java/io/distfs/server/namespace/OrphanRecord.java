package io.distfs.server.namespace;

import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@link Table#ORPHAN}: an inode without a name. Immutable. Format version 2 is that of an
 * inode that never had a name, version 1 that of all others.
 *
 * @param holders how many sessions have said that they hold it open
 * @param maker the session that made it without a name, which alone may hold it; null for an inode
 *     that lost its last name
 * @param linkable whether its maker may give it a name
 */
record OrphanRecord(
    long sequence, InodeId inode, int holders, @Nullable SessionId maker, boolean linkable) {
  private static final int VERSION = 1;
  private static final int VERSION_UNNAMED = 2;
  private static final int BYTES = 12;
  private static final int BYTES_UNNAMED = BYTES + 9;

  /** An inode that lost its last name. */
  OrphanRecord(long sequence, InodeId inode, int holders) {
    this(sequence, inode, holders, null, false);
  }

  OrphanRecord held(int change) {
    return new OrphanRecord(sequence, inode, holders + change, maker, linkable);
  }

  /** Whether a session may say that it holds it. */
  boolean mayBeHeldBy(SessionId session) {
    return maker == null || maker.equals(session);
  }

  byte[] encode() {
    if (maker == null) {
      return new ValueWriter(VERSION, BYTES).i64(inode.value()).i32(holders).toBytes();
    }
    return new ValueWriter(VERSION_UNNAMED, BYTES_UNNAMED)
        .i64(inode.value())
        .i32(holders)
        .i64(maker.value())
        .u8(linkable ? 1 : 0)
        .toBytes();
  }

  static OrphanRecord decode(long sequence, byte[] value) {
    boolean unnamed = value.length > 0 && value[0] == VERSION_UNNAMED;
    ValueReader in = new ValueReader("orphan record", unnamed ? VERSION_UNNAMED : VERSION, value);
    InodeId inode = new InodeId(in.i64());
    int holders = in.i32();
    SessionId maker = unnamed ? new SessionId(in.i64()) : null;
    boolean linkable = unnamed && in.u8() != 0;
    in.end();
    return new OrphanRecord(sequence, inode, holders, maker, linkable);
  }
}
