package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mutations over a network that loses, delays and repeats: each happens once, in order. */
class ExactlyOnceTest {
  private final FakeCluster cluster = new FakeCluster(3);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyCreateHappensOnceWhateverTheNetworkDoes(long seed) throws Exception {
    Random random = new Random(seed);
    AtomicInteger sent = new AtomicInteger();
    try (TestClient client = new TestClient(cluster);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      cluster.faults =
          message -> {
            if (!(message instanceof Command)) {
              return FakeCluster.Fault.NONE;
            }
            synchronized (random) {
              if (sent.incrementAndGet() % 50 == 0) {
                cluster.lead(1 + random.nextInt(3));
              }
              return random.nextInt(8) == 0
                  ? FakeCluster.Fault.any(random)
                  : FakeCluster.Fault.NONE;
            }
          };
      List<CompletableFuture<Void>> done = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        String prefix = "t" + thread + "-";
        done.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int i = 0; i < 40; i++) {
                    client.vfs.release(client.create(prefix + i));
                  }
                },
                threads));
      }
      CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get();
      cluster.faults = _ -> FakeCluster.Fault.NONE;
    }
    long makes = cluster.applied().stream().filter(m -> m instanceof Mutation.MakeNode).count();
    assertThat(makes).as("seed %d", seed).isEqualTo(160);
  }

  @Test
  void anExclusiveCreateWhoseAnswerWasLostDoesNotFail() {
    try (TestClient client = new TestClient(cluster)) {
      client.vfs.release(client.create("warm"));
      AtomicInteger lost = new AtomicInteger();
      cluster.faults =
          message ->
              message instanceof Command command
                      && command.mutation() instanceof Mutation.MakeNode
                      && lost.incrementAndGet() == 1
                  ? FakeCluster.Fault.LOSE_REPLY
                  : FakeCluster.Fault.NONE;
      client.vfs.release(
          client.vfs.create(
              InodeId.ROOT,
              FileName.of("once"),
              NewMode.of(0644),
              TestClient.CREATE | 0200,
              Credentials.ROOT));
      assertThat(lost.get()).isGreaterThan(1);
    }
  }

  @Test
  void aMutationNobodyAnswersEndsAtTheDeadlineAndLaterOnesGoOnAfterwards() {
    try (TestClient client = new TestClient(cluster)) {
      client.vfs.release(client.create("warm"));
      cluster.faults =
          message ->
              message instanceof Command ? FakeCluster.Fault.LOSE_REQUEST : FakeCluster.Fault.NONE;
      long begin = System.nanoTime();
      assertThatThrownBy(() -> client.create("late"))
          .isInstanceOfSatisfying(
              FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ETIMEDOUT));
      assertThat(System.nanoTime() - begin)
          .isBetween(TestClient.DEADLINE.toNanos(), 2 * TestClient.DEADLINE.toNanos());
      cluster.faults = _ -> FakeCluster.Fault.NONE;
      client.vfs.release(client.create("next"));
      // The one given up was still in the pipeline, and happened before what came after it.
      assertThat(client.lookup("late").nlink()).isEqualTo(1);
    }
  }

  @Test
  void aLostSessionIsAnErrorForWhatWasDirtyAndANewOneServesLaterWork() {
    try (TestClient client = new TestClient(cluster)) {
      Vfs.OpenFile file = client.create("dirty");
      client.write(file, 0, TestClient.random(1, 1000));
      cluster.forgetSessions();
      assertThatThrownBy(() -> client.vfs.sync(file, false))
          .isInstanceOfSatisfying(
              FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EIO));
      Vfs.OpenFile again = client.create("after");
      client.write(again, 0, TestClient.random(2, 1000));
      client.vfs.sync(again, false);
      client.vfs.sync(file, false);
      client.vfs.release(again);
      client.vfs.release(file);
    }
  }
}
