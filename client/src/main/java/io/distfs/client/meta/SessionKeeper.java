package io.distfs.client.meta;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.call.ServerCalls;
import io.distfs.client.call.Waiting;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.clock.Deadline;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.KeepAlive;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Result;
import io.distfs.shared.transport.NotLeaderException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the client's session, keeps it alive, gives it up in time, and opens another when there is
 * work again. Thread-safe; {@link #tick} is called a few times a second.
 *
 * <p>The session counts as lost a tenth of its time before the server gives it up, measured from
 * the sending of the last keep-alive that was answered, so the client always stops first.
 */
final class SessionKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(SessionKeeper.class);
  private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(3);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(50);
  private static final long RETRY_NANOS = 500_000_000L;
  private static final int SESSION_MILLIS_ASSUMED = 30_000;

  private final MetaSession.SessionParts parts;
  private final ServerCalls calls;
  private final LeaderFinder leaders;
  private final ClientClock clock;
  private final ByteString clientName;
  private final Listener listener;
  private final ReentrantLock opening = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable MetaSession current;

  @GuardedBy("lock")
  private long aliveSince;

  @GuardedBy("lock")
  private long lastSent;

  @GuardedBy("lock")
  private int sessionMillis = SESSION_MILLIS_ASSUMED;

  @GuardedBy("lock")
  private boolean closed;

  /** Hears of sessions. Called on any thread; must not block. */
  interface Listener {
    /** A session is lost, and with it whatever was not committed. */
    void lost(MetaSession session);

    /** The server's answer to a keep-alive. */
    void heard(MetaSession session, KeepAlive.Reply reply);
  }

  SessionKeeper(MetaSession.SessionParts parts, ByteString clientName, Listener listener) {
    this.parts = parts;
    this.calls = parts.calls();
    this.leaders = parts.leaders();
    this.clock = parts.clock();
    this.clientName = clientName;
    this.listener = listener;
  }

  /** The live session, opened if need be; blocks then. */
  MetaSession session() {
    MetaSession known = ifAlive();
    return known != null ? known : session(Deadline.in(clock, parts.deadline()));
  }

  /** As {@link #session()}, by a deadline of the caller's. */
  MetaSession session(Deadline deadline) {
    opening.lock();
    try {
      MetaSession known = ifAlive();
      return known != null ? known : open(deadline);
    } finally {
      opening.unlock();
    }
  }

  /** The live session, or null. */
  @Nullable MetaSession ifAlive() {
    lock.lock();
    try {
      if (closed) {
        throw new FsException(Errno.EIO, "the client is closed");
      }
      return current != null && current.alive() ? current : null;
    } finally {
      lock.unlock();
    }
  }

  /** Sends a keep-alive when due, ends what is past its deadline, gives up a session in time. */
  void tick() {
    MetaSession session;
    boolean due;
    boolean lost;
    lock.lock();
    try {
      session = current;
      if (session == null || closed) {
        return;
      }
      long now = clock.nanos();
      long third = sessionMillis * 1_000_000L / 3;
      lost = now - aliveSince > sessionMillis * 900_000L;
      due = now - aliveSince >= third && now - lastSent >= Math.min(third, RETRY_NANOS);
      if (due) {
        lastSent = now;
      }
    } finally {
      lock.unlock();
    }
    session.expire();
    if (lost) {
      lose(session, "not heard of by the server in time");
    } else if (due) {
      keepAlive(session);
    }
  }

  /** Ends the session at the server, waiting at most so long. */
  void close(Duration within) {
    MetaSession session;
    lock.lock();
    try {
      closed = true;
      session = current;
      current = null;
    } finally {
      lock.unlock();
    }
    if (session == null || !session.alive()) {
      return;
    }
    try {
      Outcome _ = Waiting.on(session.submit(new Mutation.CloseSession()), within, "close session");
    } catch (FsException e) {
      LOG.warn(
          "session {} not closed, the server will expire it: {}", session.id(), e.getMessage());
    }
    session.end("closed");
  }

  private void lose(MetaSession session, String reason) {
    lock.lock();
    try {
      if (current != session) {
        return;
      }
      current = null;
    } finally {
      lock.unlock();
    }
    LOG.error("session {} is lost: {}", session.id(), reason);
    session.end(reason);
    listener.lost(session);
  }

  private MetaSession open(Deadline deadline) {
    Command command = Command.system(new Mutation.OpenSession(UUID.randomUUID(), clientName));
    while (true) {
      HostPort leader = leaders.await(deadline);
      if (deadline.passed()) { // a leader that answers within no time would be held for lost
        throw new FsException(Errno.ETIMEDOUT, "no session with " + leader + " in time");
      }
      long sent = clock.nanos();
      try {
        Duration limit = deadline.leftAtMost(ATTEMPT_LIMIT);
        Outcome outcome =
            Waiting.on(calls.mutate(leader, command, limit), limit.multipliedBy(2), "open session");
        if (outcome.result() instanceof Result.SessionOpened opened) {
          return begin(opened, sent);
        }
        throw new FsException(
            outcome.errno() == Errno.OK ? Errno.EPROTO : outcome.errno(), "session not opened");
      } catch (NotLeaderException e) {
        leaders.redirected(leader, e.leader());
      } catch (FsException e) {
        if (!Retry.isWorthwhile(e.errno()) || deadline.passed()) {
          throw e;
        }
        leaders.lost(leader);
      }
      Waiting.pause(RETRY_PAUSE);
    }
  }

  private MetaSession begin(Result.SessionOpened opened, long sentNanos) {
    Consumer<MetaSession> onGone = gone -> lose(gone, "the server does not know it");
    MetaSession session = new MetaSession(opened.session(), parts, onGone);
    lock.lock();
    try {
      current = session;
      aliveSince = sentNanos;
    } finally {
      lock.unlock();
    }
    LOG.info("session {} opened", session.id());
    session.prefetchIds();
    keepAlive(session);
    return session;
  }

  private void keepAlive(MetaSession session) {
    HostPort leader = leaders.known();
    if (leader != null) {
      keepAlive(session, leader);
    } else {
      parts.background().execute(() -> keepAliveOnceFound(session));
    }
  }

  private void keepAliveOnceFound(MetaSession session) {
    try {
      keepAlive(session, leaders.await(Deadline.in(clock, ATTEMPT_LIMIT)));
    } catch (FsException e) {
      LOG.debug("no leader for a keep-alive of session {}: {}", session.id(), e.getMessage());
    }
  }

  private void keepAlive(MetaSession session, HostPort leader) {
    long sent = clock.nanos();
    CompletableFuture<KeepAlive.Reply> _ =
        calls
            .keepAlive(leader, new KeepAlive(session.id()), ATTEMPT_LIMIT)
            .whenComplete(
                (reply, thrown) -> {
                  if (thrown == null) {
                    renewed(session, reply, sent);
                  } else {
                    notRenewed(session, leader, Waiting.failure(thrown));
                  }
                });
  }

  private void renewed(MetaSession session, KeepAlive.Reply reply, long sentNanos) {
    lock.lock();
    try {
      if (current != session) {
        return;
      }
      if (sentNanos - aliveSince > 0) {
        aliveSince = sentNanos;
      }
      sessionMillis = Math.max(1, reply.sessionMillis());
    } finally {
      lock.unlock();
    }
    listener.heard(session, reply);
  }

  private void notRenewed(MetaSession session, HostPort leader, RuntimeException failure) {
    if (failure instanceof NotLeaderException notLeader) {
      leaders.redirected(leader, notLeader.leader());
    } else if (failure instanceof FsException gone && gone.errno() == Errno.ESTALE) {
      lose(session, "the server does not know it");
    } else {
      LOG.debug("keep-alive of session {} failed: {}", session.id(), failure.getMessage());
      leaders.lost(leader);
    }
  }
}
