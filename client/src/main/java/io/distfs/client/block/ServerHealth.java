package io.distfs.client.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.clock.ClientClock;
import io.distfs.shared.id.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * This client's own view of which servers answer, and how much it asks of each. A server that
 * failed is suspect for a while and then until a probe succeeds. Thread-safe.
 */
final class ServerHealth {
  private final ReentrantLock lock = new ReentrantLock();
  private final ClientClock clock;

  @GuardedBy("lock")
  private final Map<ServerId, Long> suspectUntil = new HashMap<>();

  @GuardedBy("lock")
  private final Map<ServerId, Integer> inFlight = new HashMap<>();

  ServerHealth(ClientClock clock) {
    this.clock = clock;
  }

  /** Whether nothing speaks against the server. */
  boolean live(ServerId server) {
    lock.lock();
    try {
      return !suspectUntil.containsKey(server);
    } finally {
      lock.unlock();
    }
  }

  /** The server failed: not to be used for at least so long. */
  void suspect(ServerId server, Duration time) {
    lock.lock();
    try {
      suspectUntil.merge(server, clock.nanos() + time.toNanos(), Math::max);
    } finally {
      lock.unlock();
    }
  }

  /** The server answers. */
  void clear(ServerId server) {
    lock.lock();
    try {
      suspectUntil.remove(server);
    } finally {
      lock.unlock();
    }
  }

  /** Suspects whose time is over; each is put off by this interval, until probed again. */
  List<ServerId> dueForProbe(Duration interval) {
    long now = clock.nanos();
    List<ServerId> due = new ArrayList<>();
    lock.lock();
    try {
      for (Map.Entry<ServerId, Long> entry : suspectUntil.entrySet()) {
        if (now - entry.getValue() >= 0) {
          due.add(entry.getKey());
          entry.setValue(now + interval.toNanos());
        }
      }
      return due;
    } finally {
      lock.unlock();
    }
  }

  /** Counts a request to the server. */
  void begin(ServerId server) {
    count(server, 1);
  }

  /** The request is over. */
  void end(ServerId server) {
    count(server, -1);
  }

  /** Requests to the server now. */
  int load(ServerId server) {
    lock.lock();
    try {
      return inFlight.getOrDefault(server, 0);
    } finally {
      lock.unlock();
    }
  }

  private void count(ServerId server, int change) {
    lock.lock();
    try {
      inFlight.merge(server, change, Integer::sum);
    } finally {
      lock.unlock();
    }
  }
}
