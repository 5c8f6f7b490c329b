package io.distfs.server.raft;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.transport.NotLeaderException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Three members on loopback, each with its folder. Confined to the test's thread. */
final class Group implements AutoCloseable {
  /** Elections took up to 3.7 s on a quiet machine; this one may be busy. */
  static final Duration ELECTION_MAX = Duration.ofSeconds(20);

  private static final int SERVERS = 3;

  private final Path folder;
  private final ClusterMap map = TestMaps.of(SERVERS);
  private final Map<ServerId, Member> members = new HashMap<>();

  Group(Path folder) {
    this.folder = folder;
    map.servers().forEach(server -> start(server.id()));
  }

  /** Starts a member that does not run, with nothing but its folder. */
  Member start(ServerId id) {
    Member member = Member.start(map, id, folder.resolve("server-" + id));
    members.put(id, member);
    return member;
  }

  /** Stops a member; its folder stays. */
  void stop(Member member) {
    members.remove(member.id());
    member.close();
  }

  Collection<Member> members() {
    return members.values();
  }

  List<Member> others(Member one) {
    return members.values().stream().filter(member -> member != one).toList();
  }

  /** The leader among those, once there is one. */
  Member leader(Collection<Member> among) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(ELECTION_MAX)
        .until(() -> leaderNow(among) != null);
    Member leader = leaderNow(among);
    return leader == null ? leader(among) : leader;
  }

  Member leader() {
    return leader(members());
  }

  private static @Nullable Member leaderNow(Collection<Member> among) {
    return among.stream().filter(member -> member.engine().isLeader()).findAny().orElse(null);
  }

  /** Adds a word, as often as it takes; only for words whose repetition does not matter. */
  void add(Collection<Member> among, String word) throws Exception {
    long giveUpAt = System.nanoTime() + ELECTION_MAX.toNanos();
    while (true) {
      try {
        var _ = leader(among).propose(word).get(10, SECONDS);
        return;
      } catch (ExecutionException e) {
        boolean again =
            e.getCause() instanceof NotLeaderException
                || (e.getCause() instanceof FsException fs && fs.errno() == Errno.EAGAIN);
        if (!again || System.nanoTime() > giveUpAt) {
          throw e;
        }
      }
    }
  }

  /** Waits until all have the same words as one. */
  void awaitSame(Member one, Collection<Member> all) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(ELECTION_MAX)
        .until(
            () ->
                all.stream()
                    .allMatch(member -> member.state().words().equals(one.state().words())));
  }

  /** Whether a read would be let through on a member, within a bound. */
  static boolean readPasses(Member member) throws InterruptedException {
    try {
      var _ = member.engine().readBarrier().get(2 * ReadBarrier.MILLIS_MAX, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      return false;
    } catch (TimeoutException e) {
      throw new AssertionError("a read barrier has no end", e);
    }
  }

  @Override
  public void close() {
    members.values().forEach(Member::close);
  }
}
