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

  /** An inode is made without a name: its session holds it from the first moment. */
  static void born(Transition transition, Inode inode, boolean linkable) {
    SessionId maker = transition.session().session();
    long sequence = ++transition.counters().orphanSequence;
    inode.orphanSequence = sequence;
    hold(transition, maker, inode.id);
    put(transition, new OrphanRecord(sequence, inode.id, 1, maker, linkable));
  }

  /**
   * An orphan is about to get a name. ENOENT unless it never had one, its maker holds it still and
   * wants to name it: then nothing of it can have been freed yet, and nobody else knows it.
   */
  static void leave(Transition transition, Inode inode) {
    SessionId session = transition.session().session();
    OrphanRecord orphan = record(transition, inode);
    byte[] held = Keys.held(session, inode.id);
    boolean allowed =
        orphan.linkable()
            && session.equals(orphan.maker())
            && transition.transaction().get(Table.SESSION, held) != null;
    Refusal.when(!allowed, Errno.ENOENT);
    transition.transaction().delete(Table.SESSION, held);
    transition.transaction().delete(Table.ORPHAN, Keys.of(orphan.sequence()));
    inode.orphanSequence = 0;
  }

  /**
   * What the session holds of the orphans up to a number replaces what it held of those; from here
   * on it opens no other of them.
   */
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
        if (spokenOf && record(transition, inode).mayBeHeldBy(session.session())) {
          held.add(id);
        }
      }
    }
    Set<InodeId> before = new HashSet<>(held(transition, session.session()));
    // The order of these walks does not matter: each inode is a key of its own.
    for (InodeId id : before) {
      boolean spokenOf = transition.linked(id).orphanSequence <= wish.orphanSequence();
      if (spokenOf && !held.contains(id)) {
        release(transition, session.session(), id);
      }
    }
    for (InodeId id : held) {
      if (!before.contains(id)) {
        hold(transition, session.session(), id);
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

  private static void hold(Transition transition, SessionId session, InodeId id) {
    transition.transaction().put(Table.SESSION, Keys.held(session, id), NumberCodec.presence());
  }

  private static void count(Transition transition, InodeId id, int change) {
    put(transition, record(transition, transition.linked(id)).held(change));
  }

  private static OrphanRecord record(Transition transition, Inode inode) {
    OrphanRecord orphan = transition.records().orphan(inode.orphanSequence);
    if (orphan == null) {
      throw new CorruptStateException("inode " + inode.id + " has no orphan record");
    }
    return orphan;
  }

  private static void put(Transition transition, OrphanRecord orphan) {
    transition.transaction().put(Table.ORPHAN, Keys.of(orphan.sequence()), orphan.encode());
  }
}
