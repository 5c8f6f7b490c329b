package io.distfs.integration.fuzz;

import static io.distfs.integration.syscall.Flags.F_OFD_SETLK;
import static io.distfs.integration.syscall.Flags.F_RDLCK;
import static io.distfs.integration.syscall.Flags.F_SETLK;
import static io.distfs.integration.syscall.Flags.F_UNLCK;
import static io.distfs.integration.syscall.Flags.F_WRLCK;
import static io.distfs.integration.syscall.Flags.LOCK_EX;
import static io.distfs.integration.syscall.Flags.LOCK_NB;
import static io.distfs.integration.syscall.Flags.LOCK_SH;
import static io.distfs.integration.syscall.Flags.LOCK_UN;

import io.distfs.integration.syscall.Locks;
import io.distfs.integration.syscall.Locks.Range;
import java.util.List;

/** Steps that set, give up and ask for locks, none of which waits. Stateless. */
final class LockCalls {
  private static final List<Integer> FLOCKS = List.of(LOCK_EX, LOCK_SH, LOCK_EX, LOCK_SH, LOCK_UN);
  private static final List<Integer> TYPES = List.of(F_WRLCK, F_RDLCK, F_WRLCK, F_RDLCK, F_UNLCK);

  private LockCalls() {}

  static String flock(Actor actor, Step step) {
    Locks.flock(actor.fd(step.slot()), FLOCKS.get(step.a() % FLOCKS.size()) | LOCK_NB);
    return "";
  }

  static String set(Actor actor, Step step) {
    return set(actor, step, F_SETLK);
  }

  static String setOfd(Actor actor, Step step) {
    return set(actor, step, F_OFD_SETLK);
  }

  private static String set(Actor actor, Step step, int command) {
    Locks.lock(actor.fd(step.slot()), command, range(step));
    return "";
  }

  static String get(Actor actor, Step step) {
    return inTheWay(Locks.getLock(actor.fd(step.slot()), type(step), start(step), length(step)));
  }

  static String getOfd(Actor actor, Step step) {
    return inTheWay(Locks.getOfdLock(actor.fd(step.slot()), type(step), start(step), length(step)));
  }

  // Which one of several is told is not said anywhere, nor is whose it is where processes are
  // threads of one; that there is one must be the same.
  private static String inTheWay(Range found) {
    return found.type() == F_UNLCK ? "free" : "locked";
  }

  private static Range range(Step step) {
    return new Range(TYPES.get(step.b() % TYPES.size()), 0, start(step), length(step), 0);
  }

  private static int type(Step step) {
    return step.b() % 2 == 0 ? F_WRLCK : F_RDLCK;
  }

  private static long start(Step step) {
    return step.a() % 16;
  }

  // 0 reaches to the end however the file grows; a negative one lies before the start.
  private static long length(Step step) {
    return step.b() % 16 - 2L;
  }
}
