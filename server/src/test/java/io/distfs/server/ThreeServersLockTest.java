package io.distfs.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.server.cluster.Formatter;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.AwaitLock;
import io.distfs.shared.message.HeldLock;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.WithdrawLock;
import io.distfs.shared.transport.FreePort;
import io.distfs.shared.transport.MessageKind;
import io.distfs.shared.wire.LockCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks are held and waited for over three servers while the leader goes. */
class ThreeServersLockTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final List<HostPort> addresses =
      List.of(FreePort.next(), FreePort.next(), FreePort.next());
  private final TreeMap<ServerId, ServerAssembly> running = new TreeMap<>();
  private TestClient holder;
  private TestClient waiter;
  private SessionId holding;
  private SessionId waiting;
  private InodeId file;

  @BeforeEach
  void start() {
    ClusterMap map = Formatter.newCluster(addresses, 0, Instant.ofEpochSecond(1_700_000_000));
    for (ServerInfo server : map.servers()) {
      Path data = folder.resolve(server.id().toString());
      Formatter.format(data, map, server.id());
      ServerSettings settings = ServerSettings.of(data, server.address());
      running.put(server.id(), ServerAssembly.start(settings, failure -> {}));
    }
    holder = new TestClient(addresses);
    waiter = new TestClient(addresses);
    holding = holder.open();
    waiting = waiter.open();
    file = holder.create("file");
  }

  @AfterEach
  void stop() {
    holder.close();
    waiter.close();
    running.values().forEach(ServerAssembly::close);
  }

  private void stopLeader() {
    ServerId leader =
        Awaitility.await()
            .atMost(SOON)
            .until(
                () ->
                    running.entrySet().stream()
                        .filter(server -> server.getValue().isReady())
                        .map(Map.Entry::getKey)
                        .findFirst(),
                Optional::isPresent)
            .orElseThrow();
    Objects.requireNonNull(running.remove(leader)).close();
  }

  private static FileLock lock(FileLock.Mode mode) {
    return new FileLock(FileLock.Kind.RECORD, mode, 0, 99, 7, 4711);
  }

  private Errno set(TestClient client, FileLock.Mode mode) {
    return client.mutate(new Mutation.SetLock(file, lock(mode))).errno();
  }

  private AwaitLock.Verdict ask() {
    AwaitLock wish = new AwaitLock(waiting, 1, file, lock(FileLock.Mode.EXCLUSIVE));
    return LockCodec.decodeVerdict(
        waiter.callLeader(MessageKind.AWAIT_LOCK, LockCodec.encodeAwait(wish)));
  }

  /** As a client waits: asks again at the end of each period. */
  private CompletableFuture<Void> await() {
    return CompletableFuture.runAsync(
        () -> {
          AwaitLock.Verdict verdict = ask();
          while (verdict == AwaitLock.Verdict.WAITING) {
            verdict = ask();
          }
          assertThat(verdict).isEqualTo(AwaitLock.Verdict.FREE);
        });
  }

  private HeldLock found() {
    Query query = new Query.FindLock(new SessionId(99), file, lock(FileLock.Mode.EXCLUSIVE));
    return Objects.requireNonNull(((Answer.Lock) holder.query(query)).holder());
  }

  @Test
  void heldLockSurvivesTheLeaderAndItsReleaseWakesWhoWaitsAtTheNext() throws Exception {
    assertThat(set(holder, FileLock.Mode.EXCLUSIVE)).isEqualTo(Errno.OK);
    assertThat(set(waiter, FileLock.Mode.EXCLUSIVE)).isEqualTo(Errno.EAGAIN);
    CompletableFuture<Void> free = await();
    stopLeader();
    assertThat(found()).isEqualTo(new HeldLock(holding, lock(FileLock.Mode.EXCLUSIVE)));
    assertThat(free).isNotDone();
    assertThat(set(holder, FileLock.Mode.UNLOCK)).isEqualTo(Errno.OK);
    free.get(30, TimeUnit.SECONDS);
    assertThat(set(waiter, FileLock.Mode.EXCLUSIVE)).isEqualTo(Errno.OK);
    assertThat(set(holder, FileLock.Mode.SHARED)).isEqualTo(Errno.EAGAIN);
    assertThat(found().session()).isEqualTo(waiting);
  }

  @Test
  void endOfASessionFreesItsLocksAndWakesWhoWaits() throws Exception {
    assertThat(set(holder, FileLock.Mode.EXCLUSIVE)).isEqualTo(Errno.OK);
    CompletableFuture<Void> free = await();
    holder.mutate(new Mutation.CloseSession());
    free.get(30, TimeUnit.SECONDS);
    assertThat(set(waiter, FileLock.Mode.EXCLUSIVE)).isEqualTo(Errno.OK);
  }

  @Test
  void withdrawnWaitIsAnswered() throws Exception {
    assertThat(set(holder, FileLock.Mode.EXCLUSIVE)).isEqualTo(Errno.OK);
    CompletableFuture<AwaitLock.Verdict> verdict = CompletableFuture.supplyAsync(this::ask);
    WithdrawLock withdraw = new WithdrawLock(waiting, 1);
    holder.callLeader(MessageKind.WITHDRAW_LOCK, LockCodec.encodeWithdraw(withdraw));
    assertThat(verdict.get(30, TimeUnit.SECONDS)).isEqualTo(AwaitLock.Verdict.WAITING);
  }
}
