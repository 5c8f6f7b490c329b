package io.distfs.client.meta;

import io.distfs.client.call.ServerCalls;
import io.distfs.client.call.Waiting;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.clock.Deadline;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.KeepAlive;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.Result;
import io.distfs.shared.transport.NotLeaderException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's way to the metadata service: queries, mutations, the session. Thread-safe. Finds the
 * leader and stays with it, retries what is safe to retry, and ends every call by the deadline.
 */
public final class MetadataClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataClient.class);

  /** A person waits at a mount whose address is wrong or whose servers are down. */
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(5);

  private static final Duration QUERY_ATTEMPT_LIMIT = Duration.ofSeconds(3);
  private static final int TICK_MILLIS = 50;
  private static final int BACKOFF_MILLIS_FIRST = 10;
  private static final int BACKOFF_MILLIS_MAX = 200;

  private final ServerCalls calls;
  private final ClientClock clock;
  private final Duration deadline;
  private final LeaderFinder leaders;
  private final ExecutorService background;
  private final ScheduledExecutorService timer;
  private final SessionKeeper keeper;
  private final OrphanReporter orphans;
  private final LockWaiter lockWaiter;

  /** Who connects, where to, and how long an operation may take. */
  public record Settings(List<HostPort> servers, Duration deadline, String clientName) {}

  /** What the client tells and asks the rest of itself. */
  public interface Owner extends HeldInodes {
    /** A session is lost: what was written under it and not committed is lost too. */
    void sessionLost(MetaSession session);
  }

  /** Not connected yet. */
  public MetadataClient(ServerCalls calls, ClientClock clock, Settings settings, Owner owner) {
    this.calls = calls;
    this.clock = clock;
    this.deadline = settings.deadline();
    this.leaders = new LeaderFinder(calls, settings.servers());
    this.lockWaiter = new LockWaiter(calls, leaders, clock);
    this.background = Executors.newVirtualThreadPerTaskExecutor();
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("distfs-client-timer").factory());
    this.orphans = new OrphanReporter(owner, this::query, clock, background);
    this.keeper =
        new SessionKeeper(
            new MetaSession.SessionParts(calls, leaders, clock, deadline, background),
            ByteString.of(settings.clientName()),
            new SessionKeeper.Listener() {
              @Override
              public void lost(MetaSession session) {
                background.execute(() -> owner.sessionLost(session));
              }

              @Override
              public void heard(MetaSession session, KeepAlive.Reply reply) {
                orphans.heard(session, reply.orphanSequence());
                if (reply.clusterEpoch() > map().epoch()) {
                  background.execute(leaders::refresh);
                }
              }
            });
  }

  /**
   * Finds the cluster and opens a session. Waits for servers that answer but have no leader yet, as
   * when cluster and client start together.
   *
   * @throws FsException ETIMEDOUT, naming the servers, if none answers within 5 seconds, or none
   *     leads by the deadline of an operation
   */
  public void connect() {
    Deadline end = Deadline.in(clock, deadline);
    HostPort leader = leaders.await(Deadline.in(clock, SILENCE_LIMIT), end);
    LOG.info("connected; leader is {}", leader);
    MetaSession _ = keeper.session(end);
    ScheduledFuture<?> _ =
        timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The newest cluster map seen. */
  public ClusterMap map() {
    ClusterMap map = leaders.map();
    if (map == null) {
      throw new FsException(Errno.EHOSTDOWN, "no server has answered yet");
    }
    return map;
  }

  /** The live session; opened if need be. */
  public MetaSession session() {
    return keeper.session();
  }

  /** The answer to a question that is answered with bytes, as {@link #query}. */
  public ByteString queryBytes(Query query) {
    Answer answer = query(query);
    if (answer instanceof Answer.Bytes bytes) {
      return bytes.bytes();
    }
    throw new FsException(Errno.EPROTO, "unexpected answer: " + answer.getClass().getSimpleName());
  }

  /** The answer to a question. Errnos of the server are thrown. */
  public Answer query(Query query) {
    Deadline end = Deadline.in(clock, deadline);
    int backoffMillis = BACKOFF_MILLIS_FIRST;
    while (true) {
      HostPort leader = leaders.await(end);
      FsException failure;
      try {
        Duration limit = end.leftAtMost(QUERY_ATTEMPT_LIMIT);
        Answer answer =
            Waiting.on(calls.query(leader, query, limit), limit.plusMillis(500), "query");
        if (answer instanceof Answer.Refused refused) {
          throw new FsException(refused.errno(), describe(query));
        }
        return answer;
      } catch (NotLeaderException e) {
        leaders.redirected(leader, e.leader());
        failure = new FsException(Errno.EHOSTDOWN, "no leader", e);
      } catch (FsException e) {
        if (!Retry.isWorthwhile(e.errno())) {
          throw e;
        }
        leaders.lost(leader);
        failure = e;
      }
      if (end.passed()) {
        throw new FsException(
            Errno.ETIMEDOUT,
            describe(query) + ": no answer within " + deadline.toMillis() + " ms",
            failure);
      }
      Waiting.pause(end.leftAtMost(Duration.ofMillis(backoffMillis)));
      backoffMillis = Math.min(BACKOFF_MILLIS_MAX, 2 * backoffMillis);
    }
  }

  /** Carries out a mutation and waits for it. Errnos of the outcome are thrown. */
  public Result mutate(Mutation mutation) {
    return await(session().submit(mutation), mutation.getClass().getSimpleName());
  }

  /** As {@link #mutate} for one that makes an inode. */
  public Result make(Function<InodeId, Mutation> make) {
    return await(session().submitMake(make), "MakeNode");
  }

  /** Waits for a submitted mutation. Errnos of the outcome are thrown. */
  public Result await(CompletableFuture<Outcome> submitted, String what) {
    Outcome outcome = outcome(submitted, what);
    if (outcome.errno() != Errno.OK) {
      throw new FsException(outcome.errno(), what);
    }
    return outcome.result();
  }

  /** Waits for what becomes of a submitted mutation, whatever its errno. */
  public Outcome outcome(CompletableFuture<Outcome> submitted, String what) {
    // The pipeline itself ends the future at the deadline; this limit is only the safety net.
    return Waiting.on(submitted, deadline.plusSeconds(5), what);
  }

  /** Waits for locks. */
  public LockWaiter lockWaiter() {
    return lockWaiter;
  }

  /** An inode lost its last name by a command of this client. */
  public void unlinked() {
    orphans.unlinked();
  }

  /** The last open of an inode is gone. */
  public void released(InodeId inode) {
    orphans.released(inode);
  }

  /** Calls the task on each tick, about 20 times a second; it must not block. */
  public void onTick(Consumer<ClientClock> task) {
    ScheduledFuture<?> _ =
        timer.scheduleWithFixedDelay(
            () -> guarded(() -> task.accept(clock)),
            TICK_MILLIS,
            TICK_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** Ends the session, waiting at most so long for the server. */
  public void close(Duration within) {
    keeper.close(within);
    timer.shutdownNow();
    background.shutdownNow();
  }

  @Override
  public void close() {
    close(deadline);
  }

  private void tick() {
    guarded(keeper::tick);
    guarded(orphans::tick);
  }

  /** A task that fails must not silence the timer, which drops a periodic task that throws. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (FsException e) {
      LOG.warn("periodic task failed: {}", e.getMessage());
    } catch (RejectedExecutionException e) {
      LOG.debug("the client was closed during a periodic task", e);
    } catch (RuntimeException e) {
      LOG.error("periodic task failed", e);
    }
  }

  private static String describe(Query query) {
    return switch (query) {
      case Query.Lookup lookup -> "lookup of " + lookup.names() + " in inode " + lookup.base();
      default -> query.toString();
    };
  }
}
