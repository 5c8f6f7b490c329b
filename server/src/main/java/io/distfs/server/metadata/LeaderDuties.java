package io.distfs.server.metadata;

import io.distfs.server.cluster.ReportBoard;
import io.distfs.server.namespace.MetaStore;
import io.distfs.server.namespace.NamespaceReader;
import io.distfs.server.namespace.SessionIdentity;
import io.distfs.server.namespace.Space;
import io.distfs.server.namespace.StateFacts;
import io.distfs.server.raft.RaftEngine;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.Result;
import io.distfs.shared.message.ServerReport;
import io.distfs.shared.wire.CommandCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leader proposes by itself: gives silent sessions up, frees orphans nobody holds, and
 * drops the records of blocks that servers have deleted. Confined to the thread that calls {@link
 * #run}; the next round waits until what the last one proposed is decided.
 */
public final class LeaderDuties {
  /** Segments freed by one command: some milliseconds of work. */
  static final int SEGMENTS_PER_COLLECTION = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(LeaderDuties.class);
  private static final Space NO_SPACE = new Space(0, 0);

  private final RaftEngine raft;
  private final MetadataState state;
  private final MetadataService service;
  private final ReportBoard board;
  private final LongSupplier nanoClock;
  private final long sessionNanos;

  /** Log index at which a collection found nothing to free; the same state is not asked twice. */
  private volatile long fruitlessIndex = -1;

  /** Proposed and not decided. */
  private final AtomicInteger outstanding = new AtomicInteger();

  /** The duties of a server whose metadata these parts are. */
  public LeaderDuties(MetadataService.Parts parts, MetadataService service) {
    this.raft = parts.raft();
    this.state = parts.state();
    this.service = service;
    this.board = parts.board();
    this.nanoClock = parts.nanoClock();
    this.sessionNanos = positive(parts.session());
  }

  private static long positive(Duration session) {
    if (session.isZero() || session.isNegative()) {
      throw new IllegalArgumentException("session time-out of " + session);
    }
    return session.toNanos();
  }

  /** One round, about twice a second; does nothing unless this server leads. */
  public void run() {
    if (!raft.isLeader() || outstanding.get() > 0) {
      return;
    }
    try (MetaStore.Snapshot snapshot = state.snapshot()) {
      StateFacts facts = new StateFacts(snapshot);
      expireSessions(facts);
      collectOrphans(snapshot, facts);
      dropReclaimed(facts);
    }
  }

  private void expireSessions(StateFacts facts) {
    List<SessionId> alive = facts.sessions().stream().map(SessionIdentity::session).toList();
    for (SessionId session : service.watch().overdue(alive, nanoClock.getAsLong(), sessionNanos)) {
      LOG.info("session {} was silent for {} s: giving it up", session, sessionNanos / 1e9);
      propose(new Mutation.ExpireSession(session), outcome -> {});
    }
  }

  private void collectOrphans(MetaStore.Snapshot snapshot, StateFacts facts) {
    long index = facts.appliedIndex();
    if (index == fruitlessIndex || !hasOrphans(snapshot)) {
      return;
    }
    propose(
        new Mutation.CollectOrphans(SEGMENTS_PER_COLLECTION),
        outcome -> {
          if (outcome.result() instanceof Result.Collected collected
              && collected.inodes() == 0
              && !collected.more()) {
            fruitlessIndex = state.appliedIndex();
          }
        });
  }

  private static boolean hasOrphans(MetaStore.Snapshot snapshot) {
    Answer answer = new NamespaceReader(snapshot).answer(new Query.OrphansAfter(0, 1), NO_SPACE);
    return answer instanceof Answer.Orphans orphans && !orphans.inodes().isEmpty();
  }

  private void dropReclaimed(StateFacts facts) {
    for (ServerInfo server : facts.clusterMap().servers()) {
      ServerReport report = board.last(server.id());
      if (report != null && report.reclaimedUpTo() > 0) {
        List<StateFacts.Reclaim> oldest = facts.reclaims(server.id(), 0, 1);
        if (!oldest.isEmpty() && oldest.get(0).sequence() <= report.reclaimedUpTo()) {
          propose(new Mutation.ReclaimDone(server.id(), report.reclaimedUpTo()), outcome -> {});
        }
      }
    }
  }

  private void propose(Mutation mutation, Decided then) {
    outstanding.incrementAndGet();
    service
        .batcher()
        .submit(
            CommandCodec.encode(Command.system(mutation)),
            new Waiter() {
              @Override
              public void decided(Outcome outcome) {
                then.decided(outcome);
                outstanding.decrementAndGet();
              }

              @Override
              public void refused(Errno errno, String message) {
                LOG.debug("{} not taken: {}", mutation, message);
                outstanding.decrementAndGet();
              }

              @Override
              public void redirected(@Nullable ServerId leader) {
                outstanding.decrementAndGet();
              }
            });
  }

  /** Hears the outcome of a command. */
  @FunctionalInterface
  private interface Decided {
    void decided(Outcome outcome);
  }
}
