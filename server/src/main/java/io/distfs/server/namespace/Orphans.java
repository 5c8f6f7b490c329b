package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Inodes without a name: kept while a session may hold them open, then freed a bounded piece at a
 * time. Stateless.
 */
final class Orphans {
  private Orphans() {}

  /** The last link went. Returns the inode's number in the order of orphans. */
  static long add(Transition transition, Inode inode) {
    long sequence = ++transition.counters().orphanSequence;
    inode.orphanSequence = sequence;
    put(transition, new OrphanRecord(sequence, inode.id, 0));
    return sequence;
  }

  /** What the session holds replaces what it held; from here on it opens no other orphan. */
  static Result reportHeld(Transition transition, Mutation.ReportHeld wish) {
    SessionState session = transition.session();
    Refusal.when(wish.held().size() > Mutation.HELD_MAX, Errno.EINVAL);
    Refusal.when(
        wish.orphanSequence() < session.orphansReported()
            || wish.orphanSequence() > transition.counters().orphanSequence,
        Errno.EINVAL);
    Set<InodeId> held = new HashSet<>();
    for (InodeId id : wish.held()) {
      Inode inode = transition.find(id);
      if (inode != null && inode.orphanSequence > 0) {
        boolean spokenOf = inode.orphanSequence <= wish.orphanSequence();
        if (spokenOf) {
          held.add(id);
        }
      }
    }
    Set<InodeId> before = new HashSet<>(held(transition, session.session()));
    // The order of these walks does not matter: each inode is a key of its own.
    for (InodeId id : before) {
      if (!held.contains(id)) {
        release(transition, session.session(), id);
      }
    }
    for (InodeId id : held) {
      if (!before.contains(id)) {
        transition
            .transaction()
            .put(Table.SESSION, Keys.held(session.session(), id), NumberCodec.presence());
        count(transition, id, 1);
      }
    }
    transition.setSession(session.reported(wish.orphanSequence()));
    return new Result.None();
  }

  /** The session ends: it holds nothing any more. */
  static void releaseAll(Transition transition, SessionId session) {
    for (InodeId id : held(transition, session)) {
      release(transition, session, id);
    }
  }

  static Result collect(Transition transition, Mutation.CollectOrphans wish) {
    Refusal.when(wish.segmentsMax() < 1, Errno.EINVAL);
    long upTo = Sessions.orphansReportedByAll(transition);
    List<OrphanRecord> free = free(transition, upTo, wish.segmentsMax());
    int budget = wish.segmentsMax();
    int gone = 0;
    for (OrphanRecord orphan : free) {
      if (budget <= 0) {
        break;
      }
      Inode inode = transition.linked(orphan.inode());
      int drained = Contents.drain(transition, inode, budget);
      budget -= drained + 1;
      if (inode.allocatedBytes == 0) {
        remove(transition, orphan, inode);
        gone++;
      } else {
        Contents.changed(transition, inode);
      }
    }
    return new Result.Collected(gone, gone < free.size());
  }

  /** Orphans nobody holds, one more than can go at once so that the caller sees whether to ask. */
  private static List<OrphanRecord> free(Transition transition, long upTo, int countMax) {
    List<OrphanRecord> free = new ArrayList<>();
    try (MetaReader.Cursor cursor =
        transition.transaction().scan(Table.ORPHAN, Keys.FIRST, Keys.of(upTo + 1))) {
      while (free.size() <= countMax && cursor.next()) {
        OrphanRecord orphan = OrphanRecord.decode(Keys.numberAt(cursor.key(), 0), cursor.value());
        if (orphan.holders() == 0) {
          free.add(orphan);
        }
      }
    }
    return free;
  }

  private static void remove(Transition transition, OrphanRecord orphan, Inode inode) {
    MetaTransaction transaction = transition.transaction();
    List<byte[]> xattrs = new ArrayList<>();
    if (inode.xattrBytes > 0) {
      try (MetaReader.Cursor cursor =
          transaction.scan(Table.XATTR, Keys.of(inode.id), Keys.after(inode.id))) {
        while (cursor.next()) {
          xattrs.add(cursor.key());
        }
      }
    }
    for (byte[] key : xattrs) {
      transaction.delete(Table.XATTR, key);
    }
    LockRule.removeInode(transition, inode.id);
    transaction.delete(Table.ORPHAN, Keys.of(orphan.sequence()));
    transition.remove(inode);
  }

  private static List<InodeId> held(Transition transition, SessionId session) {
    List<InodeId> held = new ArrayList<>();
    byte[] from = Keys.session(Keys.SESSION_HELD_TAG, session);
    byte[] to = Keys.tagged(Keys.SESSION_HELD_TAG, session.value() + 1);
    try (MetaReader.Cursor cursor = transition.transaction().scan(Table.SESSION, from, to)) {
      while (cursor.next()) {
        held.add(new InodeId(Keys.numberAt(cursor.key(), 1 + Long.BYTES)));
      }
    }
    return held;
  }

  private static void release(Transition transition, SessionId session, InodeId id) {
    transition.transaction().delete(Table.SESSION, Keys.held(session, id));
    count(transition, id, -1);
  }

  private static void count(Transition transition, InodeId id, int change) {
    OrphanRecord orphan = transition.records().orphan(transition.linked(id).orphanSequence);
    if (orphan == null) {
      throw new CorruptStateException("held inode " + id + " has no orphan record");
    }
    put(transition, orphan.held(change));
  }

  private static void put(Transition transition, OrphanRecord orphan) {
    transition.transaction().put(Table.ORPHAN, Keys.of(orphan.sequence()), orphan.encode());
  }
}
