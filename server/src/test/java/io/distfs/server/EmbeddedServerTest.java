package io.distfs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.message.Query;
import io.distfs.shared.transport.FreePort;
import io.distfs.shared.transport.Identity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One real server over real TCP: what is acknowledged is there, also after a restart. */
class EmbeddedServerTest {
  private static final ServerId SELF = new ServerId(1);

  @TempDir private Path folder;
  private final HostPort address = FreePort.next();
  private EmbeddedServer server;
  private TestClient client;

  @BeforeEach
  void start() {
    server = EmbeddedServer.start(folder.resolve("data"), address, failure -> {});
    client = new TestClient(List.of(address));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private void restart() {
    stop();
    start();
  }

  private static byte[] random(int bytes) {
    byte[] data = new byte[bytes];
    new Random(bytes).nextBytes(data);
    return data;
  }

  private InodeId find(String name) {
    Answer.Chain chain =
        (Answer.Chain) client.query(new Query.Lookup(InodeId.ROOT, List.of(FileName.of(name)), 0));
    assertThat(chain.stop()).isEqualTo(Errno.OK);
    return chain.steps().get(0).inode();
  }

  @Test
  void smallFileIsFoundAfterRestart() {
    client.open();
    InodeId inode = client.create("hello");
    assertThat(client.writeInline(inode, "content").size()).isEqualTo(7);
    restart();
    assertThat(find("hello")).isEqualTo(inode);
    Answer.Map map = (Answer.Map) client.query(new Query.GetFileMap(inode, 0, 100));
    assertThat(((InlineSegment) map.map().segments().get(0)).data().toByteArray())
        .isEqualTo("content".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void blockIsFoundAfterRestart() {
    client.open();
    InodeId inode = client.create("big");
    BlockId block = client.grantBlock();
    byte[] bytes = random((4 << 20) - 5);
    BlockPiece.Reply reply = client.writeBlock(block, bytes, address, List.of());
    assertThat(reply.forced()).containsExactly(SELF);
    assertThat(reply.failed()).isNull();
    assertThat(client.commit(inode, block, bytes, reply.forced(), 1).errno()).isEqualTo(Errno.OK);
    restart();
    assertThat(client.readBlock(address, block, 0, bytes.length)).isEqualTo(bytes);
    Answer.Map map = (Answer.Map) client.query(new Query.GetFileMap(find("big"), 0, 8 << 20));
    assertThat(map.map().blocks().get(0).block()).isEqualTo(block);
  }

  @Test
  void statfsTellsTheSpaceOfTheDisk() {
    Answer.Statistics space = (Answer.Statistics) client.query(new Query.StatFilesystem());
    assertThat(space.statistics().totalBytes()).isPositive();
    assertThat(space.statistics().freeBytes())
        .isPositive()
        .isLessThanOrEqualTo(space.statistics().totalBytes());
  }

  @Test
  void clientOfAnotherClusterIsRefused() {
    Identity stranger = Identity.server(new ClusterId(UUID.randomUUID()), SELF);
    try (TestClient other = new TestClient(List.of(address), stranger)) {
      assertThatThrownBy(() -> other.readBlock(address, new BlockId(1), 0, 1))
          .isInstanceOf(FsException.class);
    }
  }

  @Test
  void folderInUseIsRefused() {
    assertThatThrownBy(() -> EmbeddedServer.start(folder.resolve("data"), address, failure -> {}))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void portInUseIsRefused() {
    assertThatThrownBy(() -> EmbeddedServer.start(folder.resolve("other"), address, failure -> {}))
        .isInstanceOf(FsException.class)
        .hasMessageContaining(address.toString());
  }

  @Test
  void otherAddressThanFormattedIsRefused() {
    server.close();
    HostPort elsewhere = FreePort.next();
    assertThatThrownBy(() -> EmbeddedServer.start(folder.resolve("data"), elsewhere, failure -> {}))
        .isInstanceOf(FsException.class)
        .hasMessageContaining(address.toString())
        .hasMessageContaining(elsewhere.toString());
    start();
  }
}
