package io.distfs.client.meta;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.call.BeforeWait;
import io.distfs.client.clock.ClientClock;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The numbered mutations of one session that are not resolved yet: which to send next, which are
 * outstanding. Does no I/O itself. Thread-safe.
 *
 * <pre>
 *   resolved │ lowestOpen … sent, outstanding … │ nextToSend … not sent │ nextSequence
 * </pre>
 *
 * <p>When sending failed, {@link #rewind} moves {@code nextToSend} back to the lowest open one: all
 * that is outstanding goes out again, in order, under the same numbers, so that the server applies
 * each exactly once. A mutation given up by its caller stays until it is resolved: the server takes
 * later numbers only after it.
 */
final class MutationPipeline {
  /** Says nothing new and changes nothing. */
  private static final Mutation FILLER = new Mutation.ReportHeld(0, List.of());

  private static final long WAIT_ROUND_NANOS = 100_000_000L;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ClientClock clock;
  private final long deadlineNanos;

  @GuardedBy("lock")
  private final TreeMap<Long, PendingMutation> open = new TreeMap<>();

  @GuardedBy("lock")
  private long nextSequence = 1;

  @GuardedBy("lock")
  private long nextToSend = 1;

  @GuardedBy("lock")
  private int generation;

  @GuardedBy("lock")
  private long changes;

  @GuardedBy("lock")
  private boolean halted;

  @GuardedBy("lock")
  private @Nullable FsException ended;

  MutationPipeline(ClientClock clock, Duration deadline) {
    this.clock = clock;
    this.deadlineNanos = deadline.toNanos();
  }

  /** What to send now, as of one generation of sending. */
  record Sending(PendingMutation entry, int generation, long lowestOpen, Mutation mutation) {}

  /**
   * Numbers a mutation. Blocks while {@link Command#OPEN_MAX} are open, or while the supplier gives
   * null (no id to be had yet); it runs under the lock, so that ids ascend with the numbers.
   *
   * @throws FsException ETIMEDOUT if there was no room in time; what the session ended with
   */
  PendingMutation add(Supplier<@Nullable Mutation> supplier) {
    long end = clock.nanos() + deadlineNanos;
    lock.lock();
    try {
      while (true) {
        if (ended != null) {
          throw new FsException(ended.errno(), "session ended", ended);
        }
        Mutation mutation = open.size() < Command.OPEN_MAX ? supplier.get() : null;
        if (mutation != null) {
          PendingMutation entry = new PendingMutation(nextSequence, mutation, end);
          open.put(nextSequence, entry);
          nextSequence++;
          return entry;
        }
        if (clock.nanos() - end >= 0) {
          throw new FsException(
              Errno.ETIMEDOUT, "not sent: " + open.size() + " mutations open, none resolved");
        }
        awaitChange();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The next one to send, or null if all are sent or sending is halted. */
  @Nullable Sending next() {
    lock.lock();
    try {
      if (halted || ended != null) {
        return null;
      }
      Map.Entry<Long, PendingMutation> next = open.ceilingEntry(nextToSend);
      if (next == null) {
        return null;
      }
      nextToSend = next.getKey() + 1;
      PendingMutation entry = next.getValue();
      entry.attempts++;
      return new Sending(entry, generation, open.firstKey(), entry.mutation);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a resolved one out; false if it was resolved before. The caller completes its future. */
  boolean resolve(PendingMutation entry) {
    lock.lock();
    try {
      boolean was = open.remove(entry.sequence, entry);
      signal();
      return was;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sending of that generation failed: nothing more is sent until {@link #rewind}. True for the
   * first who says so, who is to recover.
   */
  boolean halt(int failedGeneration) {
    lock.lock();
    try {
      if (failedGeneration != generation || halted || ended != null) {
        return false;
      }
      generation++;
      halted = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Everything open is to be sent again, in order. */
  void rewind() {
    lock.lock();
    try {
      nextToSend = open.isEmpty() ? nextSequence : open.firstKey();
      halted = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A refused entry's number is used for something harmless, so that later ones can follow. False
   * if it already was.
   */
  boolean fill(PendingMutation entry) {
    lock.lock();
    try {
      boolean was = entry.mutation.equals(FILLER);
      entry.mutation = FILLER;
      return !was;
    } finally {
      lock.unlock();
    }
  }

  /** A mutation past its deadline; if it was never sent, it has not happened and never will. */
  record Late(PendingMutation entry, boolean sent) {}

  /** Those past their deadline; each stays open until it is resolved, an unsent one as filler. */
  List<Late> expired() {
    long now = clock.nanos();
    List<Late> late = new ArrayList<>();
    lock.lock();
    try {
      for (PendingMutation entry : open.values()) {
        if (now - entry.deadlineNanos < 0) {
          break;
        }
        if (!entry.outcome.isDone()) {
          late.add(new Late(entry, entry.attempts > 0));
          if (entry.attempts == 0) {
            entry.mutation = FILLER;
          }
        }
      }
      return late;
    } finally {
      lock.unlock();
    }
  }

  /** Nothing can be added any more; gives back what was open. The first reason stays. */
  List<PendingMutation> end(FsException reason) {
    lock.lock();
    try {
      if (ended != null) {
        return List.of();
      }
      ended = reason;
      List<PendingMutation> left = new ArrayList<>(open.values());
      open.clear();
      signal();
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes whoever waits in {@link #add}: there may be ids now. */
  void wake() {
    lock.lock();
    try {
      signal();
    } finally {
      lock.unlock();
    }
  }

  /** How many are open. */
  int openCount() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void signal() {
    changes++;
    changed.signalAll();
  }

  @GuardedBy("lock")
  private void awaitChange() {
    BeforeWait.waiting();
    boolean interrupted = Thread.interrupted();
    try {
      // Short rounds, because the deadline is told by a clock that tests move by hand.
      long left = WAIT_ROUND_NANOS;
      long seen = changes;
      while (seen == changes && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
