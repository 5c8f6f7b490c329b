package io.distfs.server.metadata;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.id.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * When the leader last heard of each session. The leader's memory: a new leader knows nothing and
 * gives every session its full time again. Thread-safe; bounded by the number of sessions alive.
 */
final class SessionWatch {
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<SessionId, Long> heardNanos = new HashMap<>();

  /** A session that is alive in the state has shown a sign of life. */
  void heard(SessionId session, long nowNanos) {
    lock.lock();
    try {
      heardNanos.put(session, nowNanos);
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #heard}, of a session nobody has looked up: counts only if it is known here. */
  void heardIfKnown(SessionId session, long nowNanos) {
    lock.lock();
    try {
      heardNanos.replace(session, nowNanos);
    } finally {
      lock.unlock();
    }
  }

  /** All timers begin anew: leadership has. */
  void restart() {
    lock.lock();
    try {
      heardNanos.clear();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Which sessions have been silent for too long. Sessions not heard of yet begin their time now.
   *
   * @param alive all sessions of the state
   */
  List<SessionId> overdue(Collection<SessionId> alive, long nowNanos, long nanosMax) {
    List<SessionId> overdue = new ArrayList<>();
    lock.lock();
    try {
      heardNanos.keySet().retainAll(alive);
      for (SessionId session : alive) {
        long heard = heardNanos.computeIfAbsent(session, ignored -> nowNanos);
        if (nowNanos - heard > nanosMax) {
          overdue.add(session);
        }
      }
      return overdue;
    } finally {
      lock.unlock();
    }
  }
}
