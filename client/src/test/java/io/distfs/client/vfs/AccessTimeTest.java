package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which calls move a time of access, and who sees it when. */
class AccessTimeTest {
  private static final int NO_ACCESS_TIME = 01000000;
  private static final Timestamp OLD = new Timestamp(1000, 1);

  private final FakeCluster cluster = new FakeCluster(1);
  private TestClient client;
  private boolean closed;

  @BeforeEach
  void connect() {
    client = new TestClient(cluster);
  }

  @AfterEach
  void close() {
    if (!closed) {
      client.close();
    }
  }

  private void write(String name) {
    Vfs.OpenFile file = client.create(name);
    client.write(file, 0, new byte[] {1, 2, 3});
    client.vfs.release(file);
    setAtime(file.inode());
  }

  private void setAtime(InodeId inode) {
    var change = AttributeChange.ofTimes(new AttributeChange.TimeChange.At(OLD), null);
    assertThat(client.vfs.setAttributes(inode, change, Credentials.ROOT).times().atime())
        .isEqualTo(OLD);
  }

  private void read(Vfs.OpenFile file, long offset, int length) {
    byte[] _ = client.read(file, offset, length);
  }

  private Timestamp atime(String name) {
    return client.lookup(name).times().atime();
  }

  private List<Mutation.NoteReads> sent() {
    return cluster.applied().stream()
        .filter(Mutation.NoteReads.class::isInstance)
        .map(Mutation.NoteReads.class::cast)
        .toList();
  }

  @Test
  void readMovesItOnceUntilTheNextWrite() {
    write("f");
    Vfs.OpenFile file = client.open("f");
    assertThat(client.vfs.awaitsRead(file)).isTrue();
    assertThat(atime("f")).as("opening is no read").isEqualTo(OLD);
    read(file, 0, 3);
    Timestamp first = atime("f");
    assertThat(first).isGreaterThan(OLD);
    assertThat(client.vfs.awaitsRead(file)).isFalse();
    read(file, 0, 3);
    assertThat(atime("f")).isEqualTo(first);
    client.write(file, 0, new byte[] {4});
    read(file, 0, 3);
    assertThat(atime("f")).isGreaterThan(first);
    client.vfs.release(file);
  }

  @Test
  void readAtTheEndCountsReadOfNothingDoesNot() {
    write("f");
    Vfs.OpenFile file = client.open("f");
    read(file, 0, 0);
    assertThat(atime("f")).isEqualTo(OLD);
    read(file, 3, 10);
    assertThat(atime("f")).isGreaterThan(OLD);
    client.vfs.release(file);
  }

  @Test
  void openWithNoAtimeDoesNotCount() {
    write("f");
    InodeId inode = client.lookup("f").inode();
    Vfs.OpenFile file = client.vfs.open(inode, NO_ACCESS_TIME, Credentials.ROOT);
    read(file, 0, 3);
    assertThat(atime("f")).isEqualTo(OLD);
    assertThat(client.vfs.awaitsRead(file)).isFalse();
    client.vfs.release(file);
  }

  @Test
  void copyReadsItsSourceOnly() {
    write("f");
    Vfs.OpenFile source = client.open("f");
    Vfs.OpenFile target = client.create("g");
    setAtime(target.inode());
    client.copy(source, 0, target, 0, 3);
    assertThat(atime("f")).isGreaterThan(OLD);
    assertThat(atime("g")).isEqualTo(OLD);
    client.vfs.release(source);
    client.vfs.release(target);
  }

  @Test
  void listingCounts() {
    setAtime(InodeId.ROOT);
    Vfs.OpenDirectory root = client.vfs.openDirectory(InodeId.ROOT);
    assertThat(client.vfs.getAttributes(InodeId.ROOT).times().atime()).isEqualTo(OLD);
    client.vfs.readDirectory(root, 0, (_, _, _) -> true);
    assertThat(client.vfs.getAttributes(InodeId.ROOT).times().atime()).isGreaterThan(OLD);
  }

  @Test
  void readlinkCounts() {
    Attributes link =
        client.vfs.makeSymlink(
            InodeId.ROOT, FileName.of("l"), ByteString.of("target"), Credentials.ROOT);
    setAtime(link.inode());
    assertThat(client.vfs.readLink(link.inode())).isEqualTo(ByteString.of("target"));
    assertThat(atime("l")).isGreaterThan(OLD);
  }

  @Test
  void everythingIsSentWhenTheClientCloses() {
    write("f");
    Vfs.OpenFile file = client.open("f");
    read(file, 0, 3);
    Timestamp moved = atime("f");
    client.vfs.release(file);
    client.close();
    closed = true;
    assertThat(sent()).hasSize(1);
    assertThat(cluster.attributes(file.inode()).times().atime()).isEqualTo(moved);
  }

  @Test
  void timeSetAfterAReadIsTheLastWord() {
    write("f");
    Vfs.OpenFile file = client.open("f");
    read(file, 0, 3);
    client.vfs.release(file);
    setAtime(file.inode());
    assertThat(atime("f")).isEqualTo(OLD);
    client.close();
    closed = true;
    assertThat(sent()).isEmpty();
    assertThat(cluster.attributes(file.inode()).times().atime()).isEqualTo(OLD);
  }
}
