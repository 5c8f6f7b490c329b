package io.distfs.client.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.client.fake.FakeClock;
import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.InodeId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that starts while servers are absent, or have no leader yet. */
class ConnectTest {
  private static final int SERVERS = 3;
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final FakeCluster cluster = new FakeCluster(SERVERS);
  private final FakeClock clock = new FakeClock();
  private final AtomicInteger asked = new AtomicInteger();
  private final MetadataClient client =
      new MetadataClient(
          cluster,
          clock,
          new MetadataClient.Settings(cluster.addresses(), DEADLINE, "test"),
          new HoldsNothing());

  private static final class HoldsNothing implements MetadataClient.Owner {
    @Override
    public void sessionLost(MetaSession session) {}

    @Override
    public boolean holds(InodeId inode) {
      return false;
    }
  }

  @BeforeEach
  void count() {
    cluster.faults =
        message -> {
          if (message.equals("cluster")) {
            asked.incrementAndGet();
          }
          return FakeCluster.Fault.NONE;
        };
  }

  @AfterEach
  void close() {
    client.close(Duration.ofSeconds(2));
  }

  /** Begins to connect; all limits count from now on. */
  private CompletableFuture<Void> connecting() {
    CompletableFuture<Void> connected =
        CompletableFuture.runAsync(client::connect, task -> Thread.ofVirtual().start(task));
    await().atMost(PATIENCE).until(() -> asked.get() > 0);
    return connected;
  }

  /** Lets time pass: the client sees it, and goes on asking. */
  private void goesOnAfter(Duration time, CompletableFuture<Void> connected) {
    clock.advance(time);
    // One round may have been over already; the next one has ended when another begins.
    int enough = asked.get() + 2 * SERVERS;
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> connected.isDone() || asked.get() >= enough);
    assertThat(connected).isNotDone();
  }

  private void failsAfter(Duration time, CompletableFuture<Void> connected, String words) {
    clock.advance(time);
    assertThat(connected)
        .failsWithin(PATIENCE)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(FsException.class)
        .withMessageContaining("ETIMEDOUT: " + words)
        .withMessageContaining(cluster.addresses().toString());
  }

  @Test
  void silenceIsAnErrorAfterFiveSeconds() {
    for (int server = 1; server <= SERVERS; server++) {
      cluster.kill(server);
    }
    CompletableFuture<Void> connected = connecting();
    goesOnAfter(Duration.ofMillis(4_900), connected);
    failsAfter(Duration.ofMillis(100), connected, "none of");
  }

  @Test
  void leaderMayTakeLongToBeElected() {
    cluster.elect();
    CompletableFuture<Void> connected = connecting();
    goesOnAfter(Duration.ofSeconds(6), connected);
    goesOnAfter(Duration.ofSeconds(20), connected);
    cluster.lead(2);
    assertThat(connected).succeedsWithin(PATIENCE);
    assertThat(client.session().id()).isEqualTo(cluster.session());
  }

  @Test
  void oneServerThatAnswersIsWaitedForUntilTheDeadline() {
    cluster.elect();
    cluster.kill(1);
    cluster.kill(2);
    CompletableFuture<Void> connected = connecting();
    goesOnAfter(Duration.ofSeconds(29), connected);
    failsAfter(
        Duration.ofSeconds(1), connected, "servers answered, but no leader was found: none of");
  }

  @Test
  void serverThatComesWithinTheFiveSecondsIsWaitedForToo() {
    cluster.elect();
    for (int server = 1; server <= SERVERS; server++) {
      cluster.kill(server);
    }
    CompletableFuture<Void> connected = connecting();
    goesOnAfter(Duration.ofSeconds(4), connected);
    cluster.revive(3);
    goesOnAfter(Duration.ZERO, connected);
    goesOnAfter(Duration.ofSeconds(20), connected);
    cluster.lead(3);
    assertThat(connected).succeedsWithin(PATIENCE);
  }

  @Test
  void deadLeaderThatOthersStillNameIsWaitedOut() {
    cluster.kill(1);
    CompletableFuture<Void> connected = connecting();
    goesOnAfter(Duration.ofSeconds(29), connected);
    failsAfter(
        Duration.ofSeconds(1), connected, "servers answered, but no leader was found: none of");
  }
}
