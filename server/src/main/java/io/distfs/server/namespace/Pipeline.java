package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Result;
import org.jspecify.annotations.Nullable;

/**
 * Lets each command of a session happen exactly once and in order, remembers its outcome, and
 * leaves nothing of a refused one. Stateless.
 *
 * <pre>
 *             outcomesFrom      lastApplied   lastApplied + 1
 *  forgotten ─────┼── remembered ────┼───────────── apply ──── out of order
 * </pre>
 */
final class Pipeline {
  private Pipeline() {}

  static Outcome run(Transition transition, Command command) {
    transition.begin();
    if (command.mutation() instanceof Mutation.OpenSession) {
      transition.setSession(null);
      return outcome(transition, command);
    }
    if (command.session().equals(SessionId.SYSTEM)) {
      transition.setSession(null);
      return outcome(transition, command);
    }
    SessionState state = transition.records().session(command.session());
    if (state == null) {
      return new Outcome(Errno.ESTALE, new Result.SessionGone(command.session()));
    }
    Outcome refused = outOfTurn(transition, command, state);
    return refused != null ? refused : next(transition, command, state);
  }

  private static @Nullable Outcome outOfTurn(
      Transition transition, Command command, SessionState state) {
    long sequence = command.sequence();
    long expected = state.lastApplied() + 1;
    if (sequence > expected) {
      return new Outcome(Errno.EAGAIN, new Result.OutOfOrder(expected));
    }
    if (sequence < expected) {
      Outcome known = Sessions.remembered(transition, command.session(), sequence);
      // Forgotten means acknowledged: nobody waits for this answer.
      return known != null ? known : Outcome.refused(Errno.EINVAL);
    }
    boolean tooManyOpen =
        command.lowestOpen() > sequence
            || sequence - Math.max(command.lowestOpen(), state.outcomesFrom()) >= Command.OPEN_MAX;
    return tooManyOpen ? Outcome.refused(Errno.EINVAL) : null;
  }

  private static Outcome next(Transition transition, Command command, SessionState state) {
    transition.setSession(state);
    Outcome outcome = outcome(transition, command);
    if (outcome.errno() == Errno.OK && command.mutation() instanceof Mutation.CloseSession) {
      return outcome;
    }
    // A refusal leaves the session as it was but for its place in the pipeline.
    SessionState after = outcome.errno() == Errno.OK ? transition.session() : state;
    long from = Math.max(state.outcomesFrom(), command.lowestOpen());
    Sessions.forgetOutcomes(transition, state, from);
    Sessions.remember(transition, command.session(), command.sequence(), outcome);
    Sessions.store(transition, after.applied(command.sequence(), from));
    return outcome;
  }

  private static Outcome outcome(Transition transition, Command command) {
    try {
      Result result = Rules.carryOut(transition, command);
      transition.commit();
      // A denied lock is a refusal that may have changed something: a conversion gives up first.
      return result instanceof Result.LockDenied
          ? new Outcome(Errno.EAGAIN, result)
          : Outcome.of(result);
    } catch (Refusal refusal) {
      transition.undo();
      return Outcome.refused(refusal.errno());
    }
  }
}
