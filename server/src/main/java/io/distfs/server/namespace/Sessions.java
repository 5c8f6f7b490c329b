package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Result;
import org.jspecify.annotations.Nullable;

/** The birth and death of sessions, and their remembered outcomes. Stateless. */
final class Sessions {
  private Sessions() {}

  static Result open(Transition transition, Mutation.OpenSession wish) {
    Refusal.when(wish.client().length() > Limits.CLIENT_BYTES_MAX, Errno.EINVAL);
    MetaTransaction transaction = transition.transaction();
    byte[] nonceKey = Keys.nonce(wish.nonce());
    byte[] known = transaction.get(Table.META, nonceKey);
    if (known != null) {
      return new Result.SessionOpened(new SessionId(NumberCodec.decode(known)));
    }
    Counters counters = transition.counters();
    Refusal.when(counters.sessions >= Limits.SESSIONS_MAX, Errno.ENFILE);
    SessionId session = new SessionId(counters.nextSession++);
    counters.sessions++;
    transaction.put(Table.META, nonceKey, NumberCodec.encode(session.value()));
    SessionIdentity identity =
        new SessionIdentity(session, wish.nonce(), transition.now(), wish.client());
    byte[] identityKey = Keys.session(Keys.SESSION_IDENTITY_TAG, session);
    transaction.put(Table.SESSION, identityKey, identity.encode());
    store(transition, new SessionState(session, 0, 1, 0, counters.orphanSequence));
    return new Result.SessionOpened(session);
  }

  /** Ends a session, its own wish or the leader's; one that is gone already is no error. */
  static Result close(Transition transition, SessionId session) {
    SessionState state = transition.records().session(session);
    if (state == null) {
      return new Result.None();
    }
    MetaTransaction transaction = transition.transaction();
    Orphans.releaseAll(transition, session);
    LockRule.endSession(transition, session);
    forgetOutcomes(transition, state, state.lastApplied() + 1);
    NamedBlocks named = new NamedBlocks(transition, session);
    transition.records().grants(session).blocks().forEach(named::forget);
    byte[] identityKey = Keys.session(Keys.SESSION_IDENTITY_TAG, session);
    byte[] identity = transaction.get(Table.SESSION, identityKey);
    if (identity == null) {
      throw new CorruptStateException("session " + session + " has no identity record");
    }
    SessionIdentity who = SessionIdentity.decode(session, identity);
    transaction.delete(Table.META, Keys.nonce(who.nonce()));
    transaction.delete(Table.SESSION, identityKey);
    transaction.delete(Table.SESSION, Keys.session(Keys.SESSION_GRANTS_TAG, session));
    transaction.delete(Table.SESSION, Keys.session(Keys.SESSION_STATE_TAG, session));
    transition.counters().sessions--;
    transition.setSession(null);
    return new Result.None();
  }

  static void store(Transition transition, SessionState state) {
    byte[] key = Keys.session(Keys.SESSION_STATE_TAG, state.session());
    transition.transaction().put(Table.SESSION, key, state.encode());
  }

  static void remember(Transition transition, SessionId session, long sequence, Outcome outcome) {
    byte[] key = Keys.of(session.value(), sequence);
    transition.transaction().put(Table.OUTCOME, key, OutcomeCodec.encode(outcome));
  }

  static @Nullable Outcome remembered(Transition transition, SessionId session, long sequence) {
    byte[] value = transition.transaction().get(Table.OUTCOME, Keys.of(session.value(), sequence));
    return value == null ? null : OutcomeCodec.decode(value);
  }

  /** The client waits for none below this sequence any more. */
  static void forgetOutcomes(Transition transition, SessionState state, long below) {
    for (long sequence = state.outcomesFrom(); sequence < below; sequence++) {
      byte[] key = Keys.of(state.session().value(), sequence);
      transition.transaction().delete(Table.OUTCOME, key);
    }
  }

  /** Every live session has spoken of the orphans up to this sequence. */
  static long orphansReportedByAll(Transition transition) {
    long lowest = transition.counters().orphanSequence;
    byte[] from = Keys.tagged(Keys.SESSION_STATE_TAG, 0);
    byte[] to = Keys.tagged(Keys.SESSION_IDENTITY_TAG, 0);
    try (MetaReader.Cursor cursor = transition.transaction().scan(Table.SESSION, from, to)) {
      while (cursor.next()) {
        SessionId session = new SessionId(Keys.numberAt(cursor.key(), 1));
        SessionState state = SessionState.decode(session, cursor.value());
        lowest = Math.min(lowest, state.orphansReported());
      }
    }
    return lowest;
  }
}
