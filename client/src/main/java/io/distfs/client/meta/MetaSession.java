package io.distfs.client.meta;

import io.distfs.client.call.ServerCalls;
import io.distfs.client.call.Waiting;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.clock.Deadline;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Result;
import io.distfs.shared.transport.NotLeaderException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with the metadata service: sends mutations in order, exactly once each, and hands out
 * the ids granted to it. Thread-safe. Ends for good when the server or the client gives it up; what
 * was outstanding then ends with EIO, outcome unknown.
 */
public final class MetaSession {
  private static final Logger LOG = LoggerFactory.getLogger(MetaSession.class);
  private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(5);
  private static final Duration LEADER_ROUND = Duration.ofSeconds(2);
  private static final int BACKOFF_MILLIS_MAX = 500;
  private static final int INODES_PER_GRANT = 4096;
  private static final int BLOCKS_PER_GRANT = 1024;

  private final SessionId id;
  private final ServerCalls calls;
  private final LeaderFinder leaders;
  private final ClientClock clock;
  private final Duration deadline;
  private final Executor background;
  private final Consumer<MetaSession> onGone;
  private final MutationPipeline pipeline;
  private final IdGrants inodes = new IdGrants(INODES_PER_GRANT / 2);
  private final BlockGrants blocks = new BlockGrants(new IdGrants(BLOCKS_PER_GRANT / 2));
  private final AtomicInteger sendRounds = new AtomicInteger();
  private final AtomicInteger failuresInRow = new AtomicInteger();
  private volatile @Nullable FsException ended;

  MetaSession(SessionId id, SessionParts parts, Consumer<MetaSession> onGone) {
    this.id = id;
    this.calls = parts.calls();
    this.leaders = parts.leaders();
    this.clock = parts.clock();
    this.deadline = parts.deadline();
    this.background = parts.background();
    this.onGone = onGone;
    this.pipeline = new MutationPipeline(clock, deadline);
  }

  /** What a session works with. */
  record SessionParts(
      ServerCalls calls,
      LeaderFinder leaders,
      ClientClock clock,
      Duration deadline,
      Executor background) {}

  /** Its number. */
  public SessionId id() {
    return id;
  }

  /** Whether it can still be used. */
  public boolean alive() {
    return ended == null;
  }

  /**
   * Sends a mutation behind all submitted before. Blocks only while too many are open. The future
   * ends with the outcome (whatever its errno), or with FsException: ETIMEDOUT past the deadline or
   * EIO when the session ended, outcome unknown both times.
   */
  public CompletableFuture<Outcome> submit(Mutation mutation) {
    return send(() -> mutation);
  }

  /** As {@link #submit} for a mutation made up when it is numbered, briefly: under a lock. */
  public CompletableFuture<Outcome> submitNumbered(Supplier<@Nullable Mutation> make) {
    return send(make);
  }

  /** As {@link #submit} for a mutation that makes an inode: called with its id when numbered. */
  public CompletableFuture<Outcome> submitMake(Function<InodeId, Mutation> make) {
    refillInodes();
    return send(
        () -> {
          OptionalLong inode = inodes.take();
          return inode.isEmpty() ? null : make.apply(new InodeId(inode.getAsLong()));
        });
  }

  /** A block id never used before; in use until {@link #retire}. Blocks until one is granted. */
  public BlockId nextBlock() {
    Deadline end = Deadline.in(clock, deadline);
    while (true) {
      refillBlocks();
      OptionalLong block = blocks.take();
      if (block.isPresent()) {
        return new BlockId(block.getAsLong());
      }
      FsException reason = ended;
      if (reason != null) {
        throw new FsException(reason.errno(), "session " + id + " ended", reason);
      }
      if (end.passed()) {
        throw new FsException(Errno.ETIMEDOUT, "no block ids granted in time");
      }
      Waiting.pause(Duration.ofMillis(1));
    }
  }

  /** The block stands in a submitted command, or never will. */
  public void retire(BlockId block) {
    blocks.retire(block.value());
  }

  /** Ends futures past their deadline. */
  void expire() {
    for (MutationPipeline.Late late : pipeline.expired()) {
      String kind = late.entry().mutation.getClass().getSimpleName();
      String fate = late.sent() ? "outcome unknown" : "never sent";
      LOG.warn(
          "session {} mutation {} ({}) past its deadline of {} ms: {}",
          id,
          late.entry().sequence,
          kind,
          deadline.toMillis(),
          fate);
      late.entry()
          .outcome
          .completeExceptionally(
              new FsException(
                  Errno.ETIMEDOUT, "no answer within " + deadline.toMillis() + " ms, " + fate));
    }
  }

  /** The session is over. */
  void end(String reason) {
    FsException failure = new FsException(Errno.EIO, "session " + id + " ended: " + reason);
    ended = failure;
    for (PendingMutation entry : pipeline.end(failure)) {
      entry.outcome.completeExceptionally(
          new FsException(Errno.EIO, "outcome unknown, session " + id + " ended: " + reason));
    }
  }

  /** How many mutations are open. */
  int openCount() {
    return pipeline.openCount();
  }

  private CompletableFuture<Outcome> send(Supplier<@Nullable Mutation> supplier) {
    PendingMutation entry = pipeline.add(supplier);
    drain();
    return entry.outcome;
  }

  /** Asks for the first ids ahead of need. */
  void prefetchIds() {
    refillInodes();
    refillBlocks();
  }

  private void refillInodes() {
    refill(inodes, () -> new Mutation.GrantInodes(INODES_PER_GRANT));
  }

  private void refillBlocks() {
    refill(blocks.ids(), () -> new Mutation.GrantBlocks(BLOCKS_PER_GRANT, blocks.closeBelow()));
  }

  private void refill(IdGrants grants, Supplier<Mutation> request) {
    if (!grants.beginRefill()) {
      return;
    }
    CompletableFuture<Outcome> asked;
    try {
      asked = submit(request.get());
    } catch (FsException e) {
      grants.failed();
      throw e;
    }
    CompletableFuture<Outcome> _ =
        asked.whenComplete(
            (outcome, _) -> {
              if (outcome != null && outcome.result() instanceof Result.Granted granted) {
                grants.refilled(granted);
              } else {
                grants.failed();
              }
              pipeline.wake();
            });
  }

  /** One thread at a time sends, whoever comes first, so that numbers go out in order. */
  private void drain() {
    if (sendRounds.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      MutationPipeline.Sending sending = pipeline.next();
      while (sending != null) {
        sendOne(sending);
        sending = pipeline.next();
      }
      seen = sendRounds.addAndGet(-seen);
    } while (seen != 0);
  }

  private void sendOne(MutationPipeline.Sending sending) {
    HostPort to = leaders.known();
    if (to == null) {
      recover(sending.generation());
      return;
    }
    Command command =
        new Command(id, sending.entry().sequence, sending.lowestOpen(), sending.mutation());
    CompletableFuture<Outcome> asked;
    try {
      asked = calls.mutate(to, command, ATTEMPT_LIMIT);
    } catch (FsException | NotLeaderException e) {
      failed(sending, to, e);
      return;
    } catch (RuntimeException e) {
      // It cannot even be sent, and those behind it must not wait for it for ever.
      failed(sending, to, new FsException(Errno.EPROTO, "cannot be sent: " + e, e));
      return;
    }
    CompletableFuture<Outcome> _ =
        asked.whenComplete(
            (outcome, thrown) -> {
              if (thrown == null) {
                answered(sending, outcome);
              } else {
                failed(sending, to, Waiting.failure(thrown));
              }
            });
  }

  private void answered(MutationPipeline.Sending sending, Outcome outcome) {
    switch (outcome.result()) {
      case Result.OutOfOrder _ -> recover(sending.generation());
      case Result.SessionGone _ -> onGone.accept(this);
      default -> {
        failuresInRow.set(0);
        if (pipeline.resolve(sending.entry())) {
          sending.entry().outcome.complete(outcome);
        }
      }
    }
  }

  private void failed(MutationPipeline.Sending sending, HostPort to, RuntimeException failure) {
    if (failure instanceof NotLeaderException notLeader) {
      leaders.redirected(to, notLeader.leader());
    } else if (failure instanceof FsException refusal && isRefusal(refusal, sending)) {
      sending.entry().outcome.completeExceptionally(refusal);
      if (!pipeline.fill(sending.entry())) {
        onGone.accept(this);
        return;
      }
    } else {
      LOG.debug("session {} mutation {}: {}", id, sending.entry().sequence, failure.getMessage());
      leaders.lost(to);
    }
    recover(sending.generation());
  }

  /** Whether the server has said that it will not take the mutation, which then did not happen. */
  private static boolean isRefusal(FsException failure, MutationPipeline.Sending sending) {
    return switch (failure.errno()) {
      case EINVAL, EBADMSG, EPROTO, E2BIG, EFBIG, ENOSYS, EOPNOTSUPP, ENAMETOOLONG -> true;
      case ENOSPC -> sending.entry().attempts == 1;
      default -> false;
    };
  }

  private void recover(int generation) {
    if (pipeline.halt(generation)) {
      background.execute(this::recovery);
    }
  }

  private void recovery() {
    int failures = failuresInRow.getAndIncrement();
    if (failures > 0) {
      Waiting.pause(Duration.ofMillis(Math.min(BACKOFF_MILLIS_MAX, 10L << Math.min(failures, 6))));
    }
    while (ended == null) {
      try {
        HostPort leader = leaders.await(Deadline.in(clock, LEADER_ROUND));
        LOG.debug("session {} goes on with leader {}", id, leader);
        pipeline.rewind();
        drain();
        return;
      } catch (FsException e) {
        LOG.debug("session {} has no leader: {}", id, e.getMessage());
      }
    }
  }
}
