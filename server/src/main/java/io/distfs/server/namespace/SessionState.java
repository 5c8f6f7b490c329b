package io.distfs.server.namespace;

import io.distfs.shared.id.SessionId;

/**
 * What changes with every command of a session, in {@link Table#SESSION}. Immutable.
 *
 * @param lastApplied sequence of its last command
 * @param outcomesFrom lowest sequence whose outcome is still remembered
 * @param inodeUsed highest inode number it has used
 * @param orphansReported it has said what it holds of the orphans up to this sequence
 */
record SessionState(
    SessionId session, long lastApplied, long outcomesFrom, long inodeUsed, long orphansReported) {
  private static final int VERSION = 1;
  private static final int BYTES = 32;

  byte[] encode() {
    return new ValueWriter(VERSION, BYTES)
        .i64(lastApplied)
        .i64(outcomesFrom)
        .i64(inodeUsed)
        .i64(orphansReported)
        .toBytes();
  }

  static SessionState decode(SessionId session, byte[] value) {
    ValueReader in = new ValueReader("session state", VERSION, value);
    SessionState state = new SessionState(session, in.i64(), in.i64(), in.i64(), in.i64());
    in.end();
    return state;
  }

  SessionState applied(long sequence, long from) {
    return new SessionState(session, sequence, from, inodeUsed, orphansReported);
  }

  SessionState usedInode(long number) {
    return new SessionState(session, lastApplied, outcomesFrom, number, orphansReported);
  }

  SessionState reported(long orphanSequence) {
    return new SessionState(session, lastApplied, outcomesFrom, inodeUsed, orphanSequence);
  }
}
