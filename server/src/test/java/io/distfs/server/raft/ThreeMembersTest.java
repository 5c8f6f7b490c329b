package io.distfs.server.raft;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.transport.NotLeaderException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ThreeMembersTest {
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private Group group;

  @BeforeEach
  void start() {
    group = new Group(folder);
  }

  @AfterEach
  void close() {
    group.close();
  }

  private static Throwable failure(CompletableFuture<?> future) throws Exception {
    try {
      var _ = future.get(20, SECONDS);
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
    throw new AssertionError("succeeded");
  }

  @Test
  void allApplyTheSameInTheSameOrder() throws Exception {
    Member leader = group.leader();
    List<CompletableFuture<Object>> proposals = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      proposals.add(leader.propose("w" + i));
    }
    for (int i = 0; i < proposals.size(); i++) {
      assertThat(proposals.get(i).get(20, SECONDS)).isEqualTo(i + 1);
    }
    leader.engine().readBarrier().get(20, SECONDS);
    group.awaitSame(leader, group.members());
    assertThat(group.members()).allMatch(member -> member.state().applied() == 500);
    assertThat(group.members()).allMatch(member -> leader.id().equals(member.engine().leader()));
    assertThat(group.members()).extracting(member -> member.state().leading()).containsOnlyOnce(1);
  }

  @Test
  void followerRefusesProposalsAndReadsNamingTheLeader() throws Exception {
    Member leader = group.leader();
    group.add(group.members(), "a");
    for (Member follower : group.others(leader)) {
      await().atMost(Group.ELECTION_MAX).until(() -> follower.engine().leader() != null);
      assertThat(failure(follower.propose("b")))
          .isInstanceOfSatisfying(
              NotLeaderException.class, e -> assertThat(e.leader()).isEqualTo(leader.id()));
      assertThat(failure(follower.engine().readBarrier())).isInstanceOf(NotLeaderException.class);
    }
  }

  @Test
  void groupGoesOnWithoutItsLeaderAndTakesItBack() throws Exception {
    Member old = group.leader();
    ServerId oldId = old.id();
    group.add(group.members(), "before");
    group.stop(old);
    group.add(group.members(), "after");
    Member back = group.start(oldId);
    Member leader = group.leader();
    group.awaitSame(leader, List.of(back));
    assertThat(back.state().words()).contains("before", "after");
  }

  @Test
  void leadershipIsHandedOver() throws Exception {
    Member old = group.leader();
    group.add(group.members(), "a");
    Member heir = group.others(old).getFirst();
    group.awaitSame(old, group.members());
    old.engine().transferLeadership(heir.id());
    await().atMost(Group.ELECTION_MAX).until(heir.engine()::isLeader);
    await().atMost(Group.ELECTION_MAX).until(() -> !old.engine().isLeader());
    assertThat(old.state().leading()).isZero();
    group.add(List.of(heir), "b");
  }

  @Test
  void followerBehindThePurgedLogIsCaughtUpBySnapshot() throws Exception {
    Member leader = group.leader();
    Member late = group.others(leader).getFirst();
    group.add(group.members(), "first");
    group.stop(late);
    // The second snapshot purges the log up to the first.
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 20; i++) {
        group.add(group.members(), "r" + round + "w" + i);
      }
      for (Member member : group.members()) {
        group.awaitSame(group.leader(), group.members());
        member.engine().snapshot().get(20, SECONDS);
      }
    }
    Member back = group.start(late.id());
    group.awaitSame(group.leader(), List.of(back));
    assertThat(back.state().loaded()).isEqualTo(1);
    group.add(group.members(), "last");
    group.awaitSame(group.leader(), group.members());
    assertThat(back.state().words()).endsWith("last");
  }

  @Test
  void followerFarBehindCatchesUpWhileTheOthersGoOn() throws Exception {
    Member leader = group.leader();
    Member late = group.others(leader).getFirst();
    group.add(group.members(), "first");
    group.stop(late);
    String padding = "x".repeat(4000);
    List<CompletableFuture<Object>> proposals = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      proposals.add(leader.propose("missed" + i + padding));
      if (i % 100 == 99) {
        var _ = proposals.getLast().get(20, SECONDS); // so that the queue never overflows
      }
    }
    Member back = group.start(late.id());
    for (int i = 0; i < 1000; i++) {
      proposals.add(leader.propose("meanwhile" + i));
      if (i % 10 == 9) {
        var _ = proposals.getLast().get(20, SECONDS);
      }
    }
    for (int i = 0; i < proposals.size(); i++) {
      assertThat(proposals.get(i).get(20, SECONDS)).isEqualTo(i + 2);
    }
    group.awaitSame(leader, List.of(back));
    assertThat(back.state().loaded()).isZero();
  }

  /** They are found by names inside JRaft: were those to change, entries would take more hops. */
  @Test
  void replicatorsAreWokenWithoutAHop() throws Exception {
    Member leader = group.leader();
    group.add(group.members(), "first");
    group.awaitSame(leader, group.members());
    long before = GroupThreads.hops();
    for (int i = 0; i < 200; i++) {
      var _ = leader.propose("w" + i).get(20, SECONDS);
    }
    assertThat(GroupThreads.hops() - before).isLessThan(100);
  }

  @Test
  void leaderCutOffLetsNoReadThroughWhileTheOthersGoOn() throws Exception {
    Member old = group.leader();
    group.add(group.members(), "before");
    assertThat(Group.readPasses(old)).isTrue();
    old.cut(true);
    List<Member> majority = group.others(old);
    int reads = 0;
    long until = System.nanoTime() + Group.ELECTION_MAX.toNanos();
    List<CompletableFuture<Object>> stranded = new ArrayList<>();
    stranded.add(old.propose("stranded"));
    while (majority.stream().noneMatch(member -> member.engine().isLeader())) {
      assertThat(Group.readPasses(old)).as("read on a leader that is cut off").isFalse();
      assertThat(System.nanoTime()).isLessThan(until);
      reads++;
    }
    group.add(majority, "after");
    assertThat(Group.readPasses(old)).isFalse();
    assertThat(reads).isPositive();
    assertThat(Group.readPasses(group.leader(majority))).isTrue();

    for (CompletableFuture<Object> proposal : stranded) {
      assertThat(failure(proposal))
          .isInstanceOfSatisfying(
              FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EAGAIN));
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> !old.engine().isLeader());
    assertThat(failure(old.propose("late"))).isInstanceOf(NotLeaderException.class);

    old.cut(false);
    group.awaitSame(group.leader(majority), List.of(old));
    assertThat(old.state().words()).contains("before", "after").doesNotContain("stranded", "late");
  }
}
