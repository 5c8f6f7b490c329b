package io.distfs.client.meta;

import io.distfs.client.call.ServerCalls;
import io.distfs.client.call.Waiting;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.clock.Deadline;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.message.AwaitLock;
import io.distfs.shared.message.WithdrawLock;
import io.distfs.shared.transport.NotLeaderException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits at the leader, whoever that is, until a lock may be free. Not part of the session's
 * pipeline: other mutations go on meanwhile. Thread-safe.
 */
public final class LockWaiter {
  private static final Logger LOG = LoggerFactory.getLogger(LockWaiter.class);

  /** More than the leader holds an answer back. */
  private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(8);

  private static final Duration LEADER_ROUND = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ServerCalls calls;
  private final LeaderFinder leaders;
  private final ClientClock clock;

  LockWaiter(ServerCalls calls, LeaderFinder leaders, ClientClock clock) {
    this.calls = calls;
    this.leaders = leaders;
    this.clock = clock;
  }

  /**
   * Returns when the lock may be had. Waits as long as the session lives.
   *
   * @throws FsException EINTR if this thread is interrupted, EDEADLK, ENOLCK, EIO if the session
   *     ends; then nothing waits at the leader any more, or soon does not
   */
  public void await(MetaSession session, AwaitLock wish) {
    AwaitLock.Verdict verdict = AwaitLock.Verdict.WAITING;
    while (verdict == AwaitLock.Verdict.WAITING) {
      if (!session.alive()) {
        throw new FsException(Errno.EIO, "session " + session.id() + " ended, waiting for a lock");
      }
      try {
        verdict = ask(wish);
      } catch (InterruptedException e) {
        withdraw(wish);
        throw new FsException(Errno.EINTR, "interrupted while waiting for a lock", e);
      }
    }
    if (verdict == AwaitLock.Verdict.DEADLOCK) {
      throw new FsException(Errno.EDEADLK, "lock on inode " + wish.inode() + " would never come");
    }
  }

  private AwaitLock.Verdict ask(AwaitLock wish) throws InterruptedException {
    HostPort leader = leader();
    if (leader == null) {
      return AwaitLock.Verdict.WAITING;
    }
    try {
      return Waiting.interruptiblyOn(
          calls.awaitLock(leader, wish, ATTEMPT_LIMIT), ATTEMPT_LIMIT.plusSeconds(1), "lock");
    } catch (NotLeaderException e) {
      leaders.redirected(leader, e.leader());
    } catch (FsException e) {
      if (e.errno() == Errno.ESTALE) {
        throw new FsException(Errno.EIO, "the session ended while waiting for a lock", e);
      }
      if (!Retry.isWorthwhile(e.errno())) {
        throw e;
      }
      leaders.lost(leader);
    }
    Waiting.pause(PAUSE);
    return AwaitLock.Verdict.WAITING;
  }

  private @Nullable HostPort leader() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("before asking");
    }
    try {
      return leaders.await(Deadline.in(clock, LEADER_ROUND));
    } catch (FsException e) {
      LOG.debug("no leader to wait for a lock at: {}", e.getMessage());
      return null;
    }
  }

  /** Waits no more. Not waited for: what does not arrive ends by itself soon. */
  public void withdraw(AwaitLock wish) {
    HostPort leader = leaders.known();
    if (leader != null) {
      CompletableFuture<Void> _ =
          calls
              .withdrawLock(leader, new WithdrawLock(wish.session(), wish.number()), ATTEMPT_LIMIT)
              .exceptionally(
                  e -> {
                    LOG.debug("wait {} not withdrawn: {}", wish.number(), e.toString());
                    return null;
                  });
    }
  }
}
