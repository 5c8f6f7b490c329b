package io.distfs.server.raft;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.transport.NotLeaderException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SingleMemberTest {
  private static final ServerId ID = new ServerId(1);
  private static final Duration START_MAX = Duration.ofSeconds(5);

  @TempDir Path folder;

  private final ClusterMap map = TestMaps.of(1);

  private Member start() {
    return leading(Member.start(map, ID, folder));
  }

  private Member start(ToyState state) {
    return leading(Member.start(RaftSettings.of(ID, map, folder), state));
  }

  private static Member leading(Member member) {
    await().pollDelay(Duration.ZERO).atMost(START_MAX).until(member.engine()::isLeader);
    return member;
  }

  private static Throwable failure(CompletableFuture<?> future) throws Exception {
    try {
      var _ = future.get(10, SECONDS);
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
    throw new AssertionError("succeeded");
  }

  @Test
  void leadsAtOnceAndAppliesInOrder() throws Exception {
    try (Member member = start()) {
      assertThat(member.engine().leader()).isEqualTo(ID);
      assertThat(member.engine().term()).isPositive();
      assertThat(member.state().leading()).isEqualTo(1);
      CompletableFuture<Object> first = member.propose("a");
      CompletableFuture<Object> second = member.propose("b");
      assertThat(first.get(10, SECONDS)).isEqualTo(1);
      assertThat(second.get(10, SECONDS)).isEqualTo(2);
      member.engine().readBarrier().get(10, SECONDS);
      assertThat(member.state().words()).containsExactly("a", "b");
    }
  }

  @Test
  void greatestEntryIsTakenAndALongerOneRefused() throws Exception {
    try (Member member = start()) {
      ByteBuffer greatest = ByteBuffer.allocate(RaftEngine.ENTRY_BYTES_MAX);
      assertThat(member.engine().propose(greatest).get(10, SECONDS)).isEqualTo(1);
      ByteBuffer longer = ByteBuffer.allocate(RaftEngine.ENTRY_BYTES_MAX + 1);
      assertThat(failure(member.engine().propose(longer)))
          .isInstanceOfSatisfying(
              FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.E2BIG));
    }
  }

  @Test
  void restartReplaysToTheSameState() throws Exception {
    try (Member member = start()) {
      for (String word : List.of("a", "b", "c")) {
        member.propose(word).get(10, SECONDS);
      }
    }
    try (Member member = start()) {
      assertThat(member.state().words()).containsExactly("a", "b", "c");
      assertThat(member.propose("d").get(10, SECONDS)).isEqualTo(4);
    }
  }

  @Test
  void entriesTheStateAlreadyHasAreSkippedAtRestart() throws Exception {
    ToyState state = new ToyState();
    try (Member member = start(state)) {
      member.propose("a").get(10, SECONDS);
      member.propose("b").get(10, SECONDS);
    }
    try (Member member = start(state)) {
      member.propose("c").get(10, SECONDS);
      assertThat(state.words()).containsExactly("a", "b", "c");
      assertThat(state.applied()).isEqualTo(3);
    }
  }

  @Test
  void restartLoadsTheSnapshotAndReplaysTheRest() throws Exception {
    try (Member member = start()) {
      member.propose("a").get(10, SECONDS);
      member.propose("b").get(10, SECONDS);
      member.engine().snapshot().get(10, SECONDS);
      member.propose("c").get(10, SECONDS);
    }
    try (Member member = start()) {
      assertThat(member.state().words()).containsExactly("a", "b", "c");
      assertThat(member.state().loaded()).isEqualTo(1);
      assertThat(member.state().applied()).isEqualTo(1);
    }
  }

  @Test
  void snapshotOlderThanTheStateIsNotLoaded() throws Exception {
    ToyState state = new ToyState();
    try (Member member = start(state)) {
      member.propose("a").get(10, SECONDS);
      member.engine().snapshot().get(10, SECONDS);
      member.propose("b").get(10, SECONDS);
    }
    try (Member _ = start(state)) {
      assertThat(state.loaded()).isZero();
      assertThat(state.words()).containsExactly("a", "b");
    }
  }

  @Test
  void manyEntriesTriggerASnapshot() throws Exception {
    RaftSettings settings =
        new RaftSettings(
            ID, map, folder, Duration.ofSeconds(1), 10, Long.MAX_VALUE, Duration.ofHours(1));
    ToyState state = new ToyState();
    try (Member member = leading(Member.start(settings, state))) {
      for (int i = 0; i < 25; i++) {
        member.propose("w" + i).get(10, SECONDS);
      }
      await().atMost(10, SECONDS).until(() -> state.saved() >= 1);
    }
  }

  @Test
  void entryThatCannotBeAppliedStopsTheNode() throws Exception {
    try (Member member = start()) {
      member.propose("a").get(10, SECONDS);
      assertThat(failure(member.propose("poison"))).hasMessageContaining("EAGAIN");
      assertThat(member.failure().get(10, SECONDS)).hasMessageContaining("poison");
      assertThat(member.engine().isLeader()).isFalse();
      assertThat(failure(member.propose("b"))).isInstanceOf(NotLeaderException.class);
      assertThat(failure(member.engine().readBarrier())).isInstanceOf(NotLeaderException.class);
      assertThat(member.state().words()).containsExactly("a");
    }
  }

  @Test
  void closedEngineRefusesProposals() throws Exception {
    Member member = start();
    member.close();
    assertThat(failure(member.propose("a"))).isInstanceOf(NotLeaderException.class);
  }
}
