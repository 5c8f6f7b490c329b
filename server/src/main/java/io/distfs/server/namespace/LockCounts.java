package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import java.util.ArrayList;
import java.util.List;

/**
 * How many locks each session has, in all and on each inode: what bounds them, and what finds them
 * when the session ends. Rows of {@link Table#LOCK_COUNT}, none of which says 0. Stateless.
 */
final class LockCounts {
  private LockCounts() {}

  /** Counts locks granted, or given up if negative. ENOLCK past a session's limit. */
  static void add(MetaTransaction transaction, SessionId session, InodeId inode, int change) {
    if (change == 0) {
      return;
    }
    long total = add(transaction, Keys.of(session.value()), change);
    Refusal.when(change > 0 && total > Limits.LOCKS_SESSION_MAX, Errno.ENOLCK);
    long _ = add(transaction, Keys.of(session.value(), inode.value()), change);
  }

  private static long add(MetaTransaction transaction, byte[] key, int change) {
    byte[] known = transaction.get(Table.LOCK_COUNT, key);
    long count = (known == null ? 0 : NumberCodec.decode(known)) + change;
    if (count < 0) {
      throw new CorruptStateException("a count of locks would become " + count);
    }
    if (count == 0) {
      transaction.delete(Table.LOCK_COUNT, key);
    } else {
      transaction.put(Table.LOCK_COUNT, key, NumberCodec.encode(count));
    }
    return count;
  }

  /** The inodes on which a session has locks. */
  static List<InodeId> inodes(MetaReader reader, SessionId session) {
    List<InodeId> inodes = new ArrayList<>();
    byte[] from = Keys.of(session.value(), 0);
    byte[] to = Keys.of(session.value() + 1);
    try (MetaReader.Cursor cursor = reader.scan(Table.LOCK_COUNT, from, to)) {
      while (cursor.next()) {
        inodes.add(new InodeId(Keys.numberAt(cursor.key(), Long.BYTES)));
      }
    }
    return inodes;
  }
}
