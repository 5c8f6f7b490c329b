package io.distfs.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.server.cluster.Formatter;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.VerifyReport;
import io.distfs.shared.transport.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers in one process over real TCP: blocks on all, state equal on all, any one may go.
 */
class ThreeServersTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final List<HostPort> addresses =
      List.of(FreePort.next(), FreePort.next(), FreePort.next());
  private final TreeMap<ServerId, ServerAssembly> running = new TreeMap<>();
  private ClusterMap map;
  private TestClient client;

  @BeforeEach
  void start() {
    map = Formatter.newCluster(addresses, 0, Instant.ofEpochSecond(1_700_000_000));
    for (ServerInfo server : map.servers()) {
      Formatter.format(data(server.id()), map, server.id());
      start(server.id());
    }
    client = new TestClient(addresses);
    client.open();
  }

  @AfterEach
  void stop() {
    client.close();
    running.values().forEach(ServerAssembly::close);
  }

  private Path data(ServerId server) {
    return folder.resolve(server.toString());
  }

  private HostPort address(ServerId server) {
    return Objects.requireNonNull(map.server(server)).address();
  }

  private void start(ServerId server) {
    ServerSettings settings = ServerSettings.of(data(server), address(server));
    running.put(server, ServerAssembly.start(settings, failure -> {}));
  }

  private void stop(ServerId server) {
    Objects.requireNonNull(running.remove(server)).close();
  }

  private ServerId leader() {
    return Awaitility.await()
        .atMost(SOON)
        .until(
            () ->
                running.entrySet().stream()
                    .filter(server -> server.getValue().isReady())
                    .map(Map.Entry::getKey)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private List<VerifyReport> awaitEqualStates() {
    return Awaitility.await()
        .atMost(SOON)
        .ignoreException(FsException.class) // one that has just begun may not be reachable yet
        .until(
            () -> running.keySet().stream().map(server -> client.verify(address(server))).toList(),
            reports ->
                reports.stream().map(VerifyReport::appliedIndex).distinct().count() == 1
                    && reports.stream().map(VerifyReport::stateHash).distinct().count() == 1);
  }

  private static byte[] random(int bytes) {
    byte[] data = new byte[bytes];
    new Random(bytes).nextBytes(data);
    return data;
  }

  private List<ServerId> chainBehind(ServerId first) {
    List<ServerId> chain = new ArrayList<>(running.keySet());
    chain.remove(first);
    return chain;
  }

  @Test
  void blockLiesOnAllThreeAndIsReadWhenOneIsGone() {
    InodeId inode = client.create("file");
    BlockId block = client.grantBlock();
    byte[] bytes = random(3 << 20);
    ServerId first = new ServerId(2);
    BlockPiece.Reply reply = client.writeBlock(block, bytes, address(first), chainBehind(first));
    assertThat(reply.failed()).isNull();
    assertThat(reply.forced()).containsExactly(new ServerId(2), new ServerId(1), new ServerId(3));
    assertThat(client.commit(inode, block, bytes, reply.forced(), 3).errno()).isEqualTo(Errno.OK);
    for (ServerId server : running.keySet()) {
      assertThat(client.readBlock(address(server), block, 4096, 10_000))
          .startsWith(Arrays.copyOfRange(bytes, 4096, 14_096));
    }
    stop(leader());
    Answer.Map where = (Answer.Map) client.query(new Query.GetFileMap(inode, 0, 4 << 20));
    assertThat(where.map().blocks().get(0).servers()).hasSize(3);
    ServerId left = running.firstKey();
    assertThat(client.readBlock(address(left), block, 0, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void deadServerOfAChainIsNamedAndTheOthersHaveTheBlock() {
    stop(new ServerId(3));
    client.create("before");
    BlockId block = client.grantBlock();
    List<ServerId> chain = List.of(new ServerId(3));
    BlockPiece.Reply reply =
        client.writeBlock(block, random(100_000), address(new ServerId(1)), chain);
    assertThat(reply.forced()).containsExactly(new ServerId(1));
    assertThat(reply.failed()).isEqualTo(new ServerId(3));
  }

  @Test
  void statesAreEqualAfterLosingTheLeaderAndItsReturn() {
    for (int i = 0; i < 20; i++) {
      client.writeInline(client.create("a" + i), "content " + i);
    }
    ServerId leader = leader();
    stop(leader);
    for (int i = 0; i < 20; i++) {
      client.writeInline(client.create("b" + i), "content " + i);
    }
    start(leader);
    List<VerifyReport> reports = awaitEqualStates();
    assertThat(reports).hasSize(3).allMatch(report -> report.problems().isEmpty());
    assertThat(reports.get(0).inodes()).isEqualTo(41);
  }

  @Test
  void serverThatFellBehindThePurgedLogCatchesUpBySnapshot() throws IOException {
    ServerId leader = leader();
    ServerId laggard = chainBehind(leader).get(0);
    client.writeInline(client.create("before"), "before");
    stop(laggard);
    for (int round = 0; round < 3; round++) {
      // The log is purged up to the snapshot before the last one.
      client.writeInline(client.create("meanwhile" + round), "x".repeat(10_000));
      Objects.requireNonNull(running.get(leader())).snapshot().join();
    }
    start(laggard);
    List<VerifyReport> reports = awaitEqualStates();
    assertThat(reports).hasSize(3).allMatch(report -> report.problems().isEmpty());
    assertThat(Files.readString(data(laggard).resolve("meta").resolve("current")))
        .as("a loaded snapshot is a new generation")
        .contains("generation-000002");
    stop(laggard);
    start(laggard);
    assertThat(awaitEqualStates()).isNotEmpty();
  }
}
