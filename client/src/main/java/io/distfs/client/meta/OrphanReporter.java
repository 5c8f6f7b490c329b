package io.distfs.client.meta;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.clock.ClientClock;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Query;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the server which unlinked files this client still holds open, so that it can free the
 * others. Reports are coalesced. Thread-safe; {@link #tick} is called a few times a second.
 *
 * <p>An open registers as holding the inode before it asks the server about it. So either a report
 * sees it, or the open is told by the server that the inode has no name any more and is refused:
 * never is an inode freed under an open that succeeded.
 */
final class OrphanReporter {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanReporter.class);
  private static final long COALESCE_NANOS = 100_000_000L;
  private static final int PAGE = 4096;

  private final HeldInodes table;
  private final Function<Query, Answer> queries;
  private final ClientClock clock;
  private final Executor background;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable MetaSession session;

  @GuardedBy("lock")
  private boolean firstSession = true;

  @GuardedBy("lock")
  private long reportedUpTo;

  @GuardedBy("lock")
  private Set<InodeId> heldReported = Set.of();

  @GuardedBy("lock")
  private boolean wanted;

  @GuardedBy("lock")
  private long wantedSince;

  @GuardedBy("lock")
  private boolean running;

  OrphanReporter(
      HeldInodes table, Function<Query, Answer> queries, ClientClock clock, Executor background) {
    this.table = table;
    this.queries = queries;
    this.clock = clock;
    this.background = background;
  }

  /** The server speaks of orphans up to this number. */
  void heard(MetaSession from, long orphanSequence) {
    lock.lock();
    try {
      boolean begins = session != from;
      if (begins) {
        // Nothing was open before the first session began; a later one starts over.
        reportedUpTo = firstSession ? orphanSequence : 0;
        firstSession = false;
        heldReported = Set.of();
        session = from;
      }
      if (begins || orphanSequence > reportedUpTo) {
        want();
      }
    } finally {
      lock.unlock();
    }
  }

  /** An inode lost its last name by a command of this client. */
  void unlinked() {
    lock.lock();
    try {
      want();
    } finally {
      lock.unlock();
    }
  }

  /** The last open of an inode is gone. */
  void released(InodeId inode) {
    lock.lock();
    try {
      if (heldReported.contains(inode)) {
        want();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Starts a report when one is due. */
  void tick() {
    lock.lock();
    try {
      if (!wanted || running || clock.nanos() - wantedSince < COALESCE_NANOS) {
        return;
      }
      wanted = false;
      running = true;
    } finally {
      lock.unlock();
    }
    background.execute(this::report);
  }

  @GuardedBy("lock")
  private void want() {
    if (!wanted) {
      wanted = true;
      wantedSince = clock.nanos();
    }
  }

  private void report() {
    MetaSession reporting;
    Set<InodeId> before;
    long from;
    lock.lock();
    try {
      reporting = session;
      before = heldReported;
      from = reportedUpTo;
    } finally {
      lock.unlock();
    }
    boolean done = false;
    try {
      done = reporting == null || !reporting.alive() || report(reporting, before, from);
    } catch (FsException e) {
      LOG.debug("report of held orphans failed, comes again: {}", e.getMessage());
    } finally {
      finish(done);
    }
  }

  private boolean report(MetaSession reporting, Set<InodeId> before, long from) {
    Set<InodeId> held = new HashSet<>();
    for (InodeId inode : before) {
      if (table.holds(inode)) {
        held.add(inode);
      }
    }
    long upTo = from;
    int count;
    do {
      if (!(queries.apply(new Query.OrphansAfter(upTo, PAGE)) instanceof Answer.Orphans page)) {
        return false;
      }
      for (InodeId inode : page.inodes()) {
        if (table.holds(inode)) {
          held.add(inode);
        }
      }
      count = page.inodes().size();
      upTo = Math.max(upTo, page.upTo());
    } while (count == PAGE);
    if (held.size() > Mutation.HELD_MAX) {
      LOG.warn("{} unlinked files held open, more than a report takes", held.size());
      return true;
    }
    CompletableFuture<Outcome> _ =
        reporting
            .submit(new Mutation.ReportHeld(upTo, List.copyOf(held)))
            .whenComplete(
                (_, thrown) -> LOG.debug("reported {} held orphans", held.size(), thrown));
    lock.lock();
    try {
      if (session == reporting) {
        reportedUpTo = upTo;
        heldReported = held;
        // A release between the check and here has not seen the new set.
        if (!held.stream().allMatch(table::holds)) {
          want();
        }
      }
    } finally {
      lock.unlock();
    }
    return true;
  }

  private void finish(boolean done) {
    lock.lock();
    try {
      running = false;
      if (!done) {
        want();
      }
    } finally {
      lock.unlock();
    }
  }
}
