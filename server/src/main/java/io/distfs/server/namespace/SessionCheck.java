package io.distfs.server.namespace;

import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** Sessions, their grants and outcomes, and the orphans they hold. One run. */
final class SessionCheck {
  private final Inspection inspection;
  private final Records records;
  private final Tally outcomes = new Tally();
  private final Tally holders = new Tally();
  private final List<Grants.Range> inodeGrants = new ArrayList<>();
  private final List<Grants.Range> blockGrants = new ArrayList<>();
  private long sessions;
  private long identities;

  SessionCheck(Inspection inspection) {
    this.inspection = inspection;
    this.records = inspection.records();
  }

  void run() {
    inspection.each(Table.OUTCOME, this::outcome);
    inspection.each(Table.SESSION, this::entry);
    inspection.compare("number of sessions", inspection.counters().sessions, sessions);
    inspection.compare("number of session identities", sessions, identities);
    checkDisjoint("inode", inodeGrants, inspection.counters().nextInode);
    checkDisjoint("block", blockGrants, inspection.counters().nextBlock);
    inspection.each(Table.ORPHAN, this::orphan);
    inspection.each(Table.META, this::meta);
  }

  private void outcome(byte[] key, byte[] value) {
    Inspection.checkLength(key, 2 * Long.BYTES);
    SessionId session = new SessionId(Keys.numberAt(key, 0));
    long sequence = Keys.numberAt(key, Long.BYTES);
    OutcomeCodec.decode(value);
    outcomes.add(session.value(), 1);
    SessionState state = records.session(session);
    if (state == null) {
      inspection.problem("outcome " + sequence + " of session " + session + ", which is gone");
    } else if (sequence < state.outcomesFrom() || sequence > state.lastApplied()) {
      inspection.problem(
          "outcome "
              + sequence
              + " of session "
              + session
              + " lies outside "
              + state.outcomesFrom()
              + " to "
              + state.lastApplied());
    }
  }

  private void entry(byte[] key, byte[] value) {
    SessionId session = new SessionId(Keys.numberAt(key, 1));
    switch (key[0]) {
      case Keys.SESSION_STATE_TAG -> state(SessionState.decode(session, value));
      case Keys.SESSION_IDENTITY_TAG -> identity(SessionIdentity.decode(session, value));
      case Keys.SESSION_GRANTS_TAG -> grants(session, Grants.decode(value));
      case Keys.SESSION_HELD_TAG -> held(session, key, value);
      case Keys.SESSION_NAMED_TAG -> named(session, key, value);
      default -> throw new CorruptStateException("unknown kind of record " + key[0]);
    }
  }

  /** A block that lies in an open grant was named, and a bit says so. */
  private void named(SessionId session, byte[] key, byte[] value) {
    Inspection.checkLength(key, 1 + 2 * Long.BYTES);
    long first = Keys.numberAt(key, 1 + Long.BYTES);
    Grants.Range grant = records.grants(session).blockRange(first);
    if (grant == null || grant.first() != first) {
      inspection.problem(
          "session " + session + " has named blocks of a grant from " + first + ", not open");
    } else {
      NamedBlocks.bits(value, grant);
    }
  }

  private void checkNamed(SessionId session, Grants.Range grant) {
    byte[] bits =
        NamedBlocks.bits(records.reader().get(Table.SESSION, Keys.named(session, grant)), grant);
    inspection.each(
        Table.BLOCK,
        Keys.of(grant.first()),
        Keys.of(grant.end()),
        (key, _) -> {
          BlockId block = new BlockId(Keys.numberAt(key, 0));
          if (!NamedBlocks.isSet(bits, grant, block)) {
            inspection.problem(
                "block " + block + " is in the table, but session " + session + " may name it");
          }
        });
  }

  private void state(SessionState state) {
    sessions++;
    String what = "session " + state.session();
    inspection.compare(
        what + "'s number of outcomes",
        state.lastApplied() - state.outcomesFrom() + 1,
        outcomes.of(state.session().value()));
    if (state.session().value() >= inspection.counters().nextSession) {
      inspection.problem(what + " was never opened");
    }
    if (state.orphansReported() > inspection.counters().orphanSequence) {
      inspection.problem(
          what
              + " reported orphans up to "
              + state.orphansReported()
              + ", there are "
              + inspection.counters().orphanSequence);
    }
  }

  private void identity(SessionIdentity identity) {
    identities++;
    byte[] named = records.reader().get(Table.META, Keys.nonce(identity.nonce()));
    if (named == null || NumberCodec.decode(named) != identity.session().value()) {
      inspection.problem("session " + identity.session() + "'s nonce does not lead to it");
    }
  }

  private void grants(SessionId session, Grants grants) {
    if (records.session(session) == null) {
      inspection.problem("grants of session " + session + ", which is gone");
    }
    inodeGrants.addAll(grants.inodes());
    blockGrants.addAll(grants.blocks());
    for (Grants.Range grant : grants.blocks()) {
      checkNamed(session, grant);
    }
  }

  private void held(SessionId session, byte[] key, byte[] value) {
    Inspection.checkLength(key, 1 + 2 * Long.BYTES);
    NumberCodec.checkPresence(value);
    InodeId id = new InodeId(Keys.numberAt(key, 1 + Long.BYTES));
    holders.add(id.value(), 1);
    SessionState state = records.session(session);
    Inode inode = records.inode(id);
    if (state == null || inode == null || inode.orphanSequence == 0) {
      inspection.problem("session " + session + " holds inode " + id + ": one of them is wrong");
      return;
    }
    OrphanRecord orphan = records.orphan(inode.orphanSequence);
    boolean fromBirth = orphan != null && session.equals(orphan.maker());
    if (inode.orphanSequence > state.orphansReported() && !fromBirth) {
      inspection.problem("session " + session + " holds orphan " + id + " it did not speak of");
    }
    if (orphan != null && !orphan.mayBeHeldBy(session)) {
      inspection.problem("session " + session + " holds orphan " + id + " of another's making");
    }
  }

  private void checkDisjoint(String kind, List<Grants.Range> ranges, long next) {
    ranges.sort(Comparator.comparingLong(Grants.Range::first));
    long end = 0;
    for (Grants.Range range : ranges) {
      if (range.count() < 1 || range.first() < end || range.end() > next) {
        inspection.problem(
            kind
                + " grant of "
                + range.count()
                + " from "
                + range.first()
                + " overlaps another or was never made");
      }
      end = Math.max(end, range.end());
    }
  }

  private void orphan(byte[] key, byte[] value) {
    Inspection.checkLength(key, Long.BYTES);
    OrphanRecord orphan = OrphanRecord.decode(Keys.numberAt(key, 0), value);
    String what = "orphan " + orphan.sequence();
    if (orphan.sequence() < 1 || orphan.sequence() > inspection.counters().orphanSequence) {
      inspection.problem(what + " is beyond the counter");
    }
    Inode inode = records.inode(orphan.inode());
    if (inode == null || inode.nlink != 0 || inode.orphanSequence != orphan.sequence()) {
      inspection.problem(what + " is inode " + orphan.inode() + ", which is no such orphan");
    }
    inspection.compare(what + "'s holders", orphan.holders(), holders.of(orphan.inode().value()));
  }

  private void meta(byte[] key, byte[] value) {
    switch (key[0]) {
      case 1, 2, 3, 4, Keys.META_RESERVED_TAG -> Inspection.checkLength(key, 1);
      case Keys.META_RECLAIM_TAG -> {
        Inspection.checkLength(key, 1 + Short.BYTES);
        NumberCodec.decode(value);
      }
      case Keys.META_NONCE_TAG -> nonce(key, value);
      default -> throw new CorruptStateException("unknown kind of record " + key[0]);
    }
  }

  private void nonce(byte[] key, byte[] value) {
    Inspection.checkLength(key, 1 + 2 * Long.BYTES);
    UUID nonce = new UUID(Keys.numberAt(key, 1), Keys.numberAt(key, 1 + Long.BYTES));
    SessionId session = new SessionId(NumberCodec.decode(value));
    if (records.session(session) == null) {
      inspection.problem("nonce " + nonce + " leads to session " + session + ", which is gone");
    }
  }
}
