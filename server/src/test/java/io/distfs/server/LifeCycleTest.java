package io.distfs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.server.store.StoreSettings;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Query;
import io.distfs.shared.transport.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends on a server: sessions, files, blocks, space; and that space comes back. */
class LifeCycleTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration SESSION = Duration.ofSeconds(2);
  private static final long CAPACITY = 64L << 20;
  private static final int BLOCK_BYTES = 4 << 20;

  @TempDir private Path folder;
  private final HostPort address = FreePort.next();
  private EmbeddedServer server;
  private TestClient client;

  @BeforeEach
  void start() {
    server = EmbeddedServer.start(settings(), failure -> {});
    client = new TestClient(List.of(address));
    client.open();
  }

  private ServerSettings settings() {
    return new ServerSettings(
        folder.resolve("data"), address, CAPACITY, 16 << 20, StoreSettings.DEFAULT, SESSION);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static byte[] random(int bytes) {
    byte[] data = new byte[bytes];
    new Random(bytes).nextBytes(data);
    return data;
  }

  /** A file of one block. */
  private BlockId file(String name, byte[] bytes) {
    BlockId block = client.grantBlock();
    BlockPiece.Reply reply = client.writeBlock(block, bytes, address, List.of());
    InodeId inode = client.create(name);
    assertThat(client.commit(inode, block, bytes, reply.forced(), 1).errno()).isEqualTo(Errno.OK);
    return block;
  }

  private void assertGone(BlockId block) {
    assertThatThrownBy(() -> client.readBlock(address, block, 0, 1))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
  }

  private long freeBytes() {
    return ((Answer.Statistics) client.query(new Query.StatFilesystem())).statistics().freeBytes();
  }

  @Test
  void unlinkedFileGivesItsBlocksBack() {
    BlockId block = file("f", random(100_000));
    assertThat(client.unlink("f").orphanSequence()).isEqualTo(1);
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              client.keepAlive();
              assertGone(block);
            });
    assertThat(client.verify(address).blocks()).isZero();
    assertThat(client.verify(address).problems()).isEmpty();
  }

  @Test
  void silentSessionEndsAndOneThatSpeaksDoesNot() {
    try (TestClient silent = new TestClient(List.of(address))) {
      silent.open();
      BlockId block = file("f", random(5000));
      client.unlink("f");
      // The silent one might hold it open, for as long as it lives.
      assertThat(client.readBlock(address, block, 0, 5000)).hasSize(5000);
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertThat(client.keepAlive().sessionMillis()).isEqualTo(SESSION.toMillis());
                assertGone(block);
              });
      Outcome late = silent.mutate(new Mutation.GrantInodes(1));
      assertThat(late.errno()).isEqualTo(Errno.ESTALE);
    }
    assertThat(client.create("still here")).isNotNull();
  }

  @Test
  void abandonedBlockIsGoneAndNamedOneIsNot() {
    BlockId given = client.grantBlock();
    client.writeBlock(given, random(5000), address, List.of());
    client.abandon(address, given);
    assertGone(given);
    byte[] bytes = random(5000);
    BlockId named = file("f", bytes);
    assertThatThrownBy(() -> client.abandon(address, named))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
    assertThat(client.readBlock(address, named, 0, 5000)).isEqualTo(bytes);
  }

  @Test
  void blockThatNobodyNamedIsSweptOnceItsGrantIsClosed() {
    BlockId block = client.grantBlock();
    client.writeBlock(block, random(5000), address, List.of());
    byte[] bytes = random(6000);
    BlockId named = file("f", bytes);
    restart();
    assertThat(client.readBlock(address, block, 0, 5000)).hasSize(5000); // may still be named
    client.mutate(new Mutation.CloseSession());
    restart();
    Awaitility.await().atMost(SOON).untilAsserted(() -> assertGone(block));
    assertThat(client.readBlock(address, named, 0, 6000)).isEqualTo(bytes);
  }

  /** The client keeps its session. */
  private void restart() {
    server.close();
    server = EmbeddedServer.start(settings(), failure -> {});
  }

  @Test
  void damagedPieceIsRefusedAndNothingStays() {
    BlockId block = client.grantBlock();
    assertThatThrownBy(() -> client.writeDamagedBlock(block, random(10_000), address))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADMSG));
    assertGone(block);
  }

  @Test
  void fullStoreSaysSoStaysReadableAndTakesMoreAfterADelete() {
    byte[] bytes = random(BLOCK_BYTES);
    List<BlockId> blocks = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < CAPACITY / BLOCK_BYTES + 1; i++) {
                blocks.add(file("f" + i, bytes));
              }
            })
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOSPC));
    assertThat(blocks).hasSizeGreaterThan(8);
    for (BlockId block : blocks) {
      assertThat(client.readBlock(address, block, 0, BLOCK_BYTES)).isEqualTo(bytes);
    }
    Awaitility.await().atMost(SOON).until(() -> freeBytes() < 4 * BLOCK_BYTES);
    client.unlink("f0");
    Awaitility.await()
        .atMost(SOON)
        .ignoreException(FsException.class)
        .until(() -> file("again" + client.grantBlock(), bytes) != null);
  }
}
