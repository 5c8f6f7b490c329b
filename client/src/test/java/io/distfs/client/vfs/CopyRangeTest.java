package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.message.Command;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies by the servers, and the flush of everything. */
class CopyRangeTest {
  private final FakeCluster cluster = new FakeCluster(3);
  private final TestClient client = new TestClient(cluster);

  @AfterEach
  void close() {
    cluster.faults = _ -> FakeCluster.Fault.NONE;
    client.close();
  }

  @Test
  void whatIsNotFlushedIsCopiedTooAndNoBlockIsWrittenForTheCopy() {
    Vfs.OpenFile source = client.create("s");
    Vfs.OpenFile target = client.create("t");
    byte[] bytes = TestClient.random(1, 1_000_000);
    client.write(source, 0, bytes);
    client.write(target, 0, TestClient.random(2, 10));
    assertThat(client.vfs.copyRange(source, 0, target, 5, 2_000_000)).isEqualTo(1_000_000);
    int blocks = cluster.blockCount(1);
    assertThat(client.read(target, 5, 1_000_000)).isEqualTo(bytes);
    assertThat(client.vfs.getAttributes(target.inode()).size()).isEqualTo(1_000_005);
    assertThat(blocks).isEqualTo(1);
    assertThat(client.vfs.copyRange(source, 1_000_000, target, 0, 10)).isZero();
    client.vfs.release(source);
    client.vfs.release(target);
  }

  @Test
  void inlineDataWithoutRoomIsCopiedByHand() {
    cluster.inlineBytesMax(1000);
    Vfs.OpenFile source = client.create("s");
    Vfs.OpenFile target = client.create("t");
    byte[] bytes = TestClient.random(1, 900);
    client.write(source, 0, bytes);
    client.write(target, 0, TestClient.random(2, 900));
    assertThat(client.vfs.copyRange(source, 0, target, 2000, 900)).isEqualTo(900);
    assertThat(client.read(target, 2000, 900)).isEqualTo(bytes);
    client.vfs.release(source);
    client.vfs.release(target);
  }

  @Test
  void overlappingRangesOfOneFileAreRefused() {
    Vfs.OpenFile file = client.create("f");
    client.write(file, 0, TestClient.random(1, 100));
    assertErrno(Errno.EINVAL, () -> client.vfs.copyRange(file, 0, file, 50, 51));
    assertErrno(Errno.EINVAL, () -> client.vfs.copyRange(file, -1, file, 50, 1));
    assertErrno(Errno.EFBIG, () -> client.vfs.copyRange(file, 0, file, Long.MAX_VALUE - 10, 11));
    assertThat(client.vfs.copyRange(file, 0, file, 50, 50)).isEqualTo(50);
    assertThat(client.vfs.copyRange(file, 80, file, 500, 400)).isEqualTo(20);
    client.vfs.release(file);
  }

  @Test
  void aSyncOfAllFilesCommitsThemAndTellsOfAFailureWithoutTakingItFromFsync() {
    Vfs.OpenFile one = client.create("1");
    Vfs.OpenFile two = client.create("2");
    client.write(one, 0, TestClient.random(1, 100));
    client.write(two, 0, TestClient.random(2, 200_000));
    client.vfs.syncAll();
    assertThat(cluster.attributes(one.inode()).size()).isEqualTo(100);
    assertThat(cluster.attributes(two.inode()).size()).isEqualTo(200_000);
    client.write(one, 0, TestClient.random(3, 100));
    cluster.faults =
        message ->
            message instanceof Command ? FakeCluster.Fault.LOSE_REQUEST : FakeCluster.Fault.NONE;
    assertErrno(Errno.ETIMEDOUT, client.vfs::syncAll);
    cluster.faults = _ -> FakeCluster.Fault.NONE;
    assertErrno(Errno.ETIMEDOUT, () -> client.vfs.sync(one, false));
    client.vfs.release(one);
    client.vfs.release(two);
  }

  private static void assertErrno(Errno errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).as(e.getMessage()).isEqualTo(errno));
  }
}
