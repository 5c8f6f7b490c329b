package io.distfs.client.meta;

import io.distfs.client.call.ServerCalls;
import io.distfs.client.call.Waiting;
import io.distfs.client.clock.Deadline;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.ClusterState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Knows which server leads, or finds out by asking all of them. Thread-safe.
 *
 * <p>A server that says it leads itself is believed before servers that name another one: a
 * follower may still name a leader that died.
 */
final class LeaderFinder {
  private static final Duration ASK_LIMIT = Duration.ofSeconds(1);
  private static final Duration ROUND_PAUSE = Duration.ofMillis(50);

  private final ServerCalls calls;
  private final List<HostPort> seeds;

  /** How often a server has said how it sees the cluster. */
  private final AtomicLong answers = new AtomicLong();

  private volatile @Nullable HostPort leader;
  private volatile @Nullable ClusterMap map;
  private volatile @Nullable HostPort lastLost;
  private volatile String lastFailure = "not asked yet";

  LeaderFinder(ServerCalls calls, List<HostPort> seeds) {
    if (seeds.isEmpty()) {
      throw new FsException(Errno.EINVAL, "no server address given");
    }
    this.calls = calls;
    this.seeds = List.copyOf(seeds);
  }

  /** The leader last heard of, or null. */
  @Nullable HostPort known() {
    return leader;
  }

  /** The newest cluster map seen, or null before the first answer. */
  @Nullable ClusterMap map() {
    return map;
  }

  /** The leader, asking until one is found. ETIMEDOUT past the deadline. */
  HostPort await(Deadline deadline) {
    return await(deadline, deadline);
  }

  /**
   * As {@link #await(Deadline)}, but gives up sooner where nobody is there to ask: servers that
   * answer are electing a leader, or about to; silence may as well be a wrong address.
   *
   * @param silence ends the waiting while no server at all has answered
   */
  HostPort await(Deadline silence, Deadline deadline) {
    long answersBefore = answers.get();
    while (true) {
      HostPort known = leader;
      if (known == null) {
        known = askAll();
      }
      if (known != null) {
        return known;
      }
      boolean answered = answers.get() != answersBefore;
      Deadline end = answered ? deadline : silence;
      if (end.passed()) {
        throw new FsException(
            Errno.ETIMEDOUT,
            (answered ? "servers answered, but no leader was found: " : "")
                + "none of "
                + seeds
                + " leads or knows the leader: "
                + lastFailure);
      }
      Waiting.pause(end.leftAtMost(ROUND_PAUSE));
    }
  }

  /** That server says it does not lead, and perhaps who does. */
  void redirected(HostPort from, @Nullable ServerId to) {
    HostPort address = to == null ? null : address(to);
    move(from, from.equals(address) ? null : unlessLost(address));
  }

  /** That server did not answer as a leader does. */
  void lost(HostPort server) {
    lastLost = server;
    move(server, null);
  }

  /** Others may go on naming a leader that hangs: only its own word counts after it was lost. */
  private @Nullable HostPort unlessLost(@Nullable HostPort named) {
    return named == null || named.equals(lastLost) ? null : named;
  }

  /** Asks for the cluster map again. */
  void refresh() {
    askAll();
  }

  private synchronized void move(HostPort from, @Nullable HostPort to) {
    if (leader == null || leader.equals(from)) {
      leader = to;
    }
  }

  private @Nullable HostPort address(ServerId id) {
    ClusterMap known = map;
    ServerInfo info = known == null ? null : known.server(id);
    return info == null ? null : info.address();
  }

  private @Nullable HostPort askAll() {
    CompletableFuture<Optional<HostPort>> found = new CompletableFuture<>();
    Queue<ServerId> named = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<?>> asked = new ArrayList<>();
    for (HostPort server : everyone()) {
      asked.add(
          calls
              .cluster(server, ASK_LIMIT)
              .handle(
                  (state, thrown) -> {
                    heard(state, thrown, found, named);
                    return null;
                  }));
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
    CompletableFuture<Void> _ =
        all.whenComplete(
            (_, _) ->
                found.complete(
                    Optional.ofNullable(named.peek()).map(this::address).map(this::unlessLost)));
    try {
      return settle(Waiting.on(found, ASK_LIMIT.multipliedBy(2), "cluster state").orElse(null));
    } catch (FsException late) {
      lastFailure = String.valueOf(late.getMessage());
      return null;
    }
  }

  private void heard(
      @Nullable ClusterState state,
      @Nullable Throwable thrown,
      CompletableFuture<Optional<HostPort>> found,
      Queue<ServerId> named) {
    if (state == null) {
      lastFailure = String.valueOf(thrown == null ? null : Waiting.failure(thrown).getMessage());
      return;
    }
    long _ = answers.incrementAndGet();
    learn(state.map());
    ServerId leads = state.leader();
    if (leads == null) {
      lastFailure = "server " + state.answering() + " knows no leader";
    } else if (leads.equals(state.answering())) {
      lastLost = null;
      found.complete(Optional.ofNullable(address(leads)));
    } else {
      named.add(leads);
    }
  }

  private synchronized @Nullable HostPort settle(@Nullable HostPort found) {
    if (found != null) {
      leader = found;
    }
    return found;
  }

  private synchronized void learn(ClusterMap seen) {
    ClusterMap known = map;
    if (known == null || known.epoch() < seen.epoch()) {
      map = seen;
    }
  }

  private Set<HostPort> everyone() {
    Set<HostPort> everyone = new LinkedHashSet<>(seeds);
    ClusterMap known = map;
    if (known != null) {
      known.servers().forEach(server -> everyone.add(server.address()));
    }
    return everyone;
  }
}
