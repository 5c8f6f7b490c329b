package io.distfs.server.namespace;

/**
 * The counters of the whole state, in {@link Table#META}. Mutable, confined to one batch of
 * commands: {@link Transition} keeps a copy to go back to.
 */
final class Counters {
  private static final int VERSION = 1;
  private static final int BYTES = 64;

  /** Number of the next inode to grant. */
  long nextInode;

  /** Number of the next block to grant. */
  long nextBlock;

  /** Number of the next session. */
  long nextSession;

  /** Number of the newest orphan. */
  long orphanSequence;

  /** Inodes that exist, orphans included. */
  long inodes;

  /** Inline bytes of all files. */
  long inlineBytes;

  /** Blocks in the table. */
  long blocks;

  /** Live sessions. */
  long sessions;

  /** Reserved bytes of all files; a record of its own, {@link Keys#META_RESERVED}, unless 0. */
  long reservedBytes;

  byte[] encode() {
    return new ValueWriter(VERSION, BYTES)
        .i64(nextInode)
        .i64(nextBlock)
        .i64(nextSession)
        .i64(orphanSequence)
        .i64(inodes)
        .i64(inlineBytes)
        .i64(blocks)
        .i64(sessions)
        .toBytes();
  }

  static Counters decode(byte[] value) {
    ValueReader in = new ValueReader("counters", VERSION, value);
    Counters counters = new Counters();
    counters.nextInode = in.i64();
    counters.nextBlock = in.i64();
    counters.nextSession = in.i64();
    counters.orphanSequence = in.i64();
    counters.inodes = in.i64();
    counters.inlineBytes = in.i64();
    counters.blocks = in.i64();
    counters.sessions = in.i64();
    in.end();
    return counters;
  }

  Counters copy() {
    Counters copy = new Counters();
    copy.nextInode = nextInode;
    copy.nextBlock = nextBlock;
    copy.nextSession = nextSession;
    copy.orphanSequence = orphanSequence;
    copy.inodes = inodes;
    copy.inlineBytes = inlineBytes;
    copy.blocks = blocks;
    copy.sessions = sessions;
    copy.reservedBytes = reservedBytes;
    return copy;
  }
}
