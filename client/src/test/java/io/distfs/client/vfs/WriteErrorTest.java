package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.distfs.client.clock.ClientClock;
import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to written bytes when things go wrong, and in which order things reach servers. */
class WriteErrorTest {
  private static final int BLOCK = 4 << 20;

  private final FakeCluster cluster = new FakeCluster(3);
  private TestClient client;

  @BeforeEach
  void connect() {
    client = new TestClient(cluster, ClientClock.system(), 4 << 20);
  }

  @AfterEach
  void close() {
    cluster.faults = _ -> FakeCluster.Fault.NONE;
    client.close();
  }

  private void loseCommands() {
    cluster.faults =
        message ->
            message instanceof Command ? FakeCluster.Fault.LOSE_REQUEST : FakeCluster.Fault.NONE;
  }

  @Test
  void aLostWriteIsReportedOnceOnEveryDescriptor() {
    Vfs.OpenFile one = client.create("f");
    Vfs.OpenFile two = client.open("f");
    client.write(one, 0, TestClient.random(1, 1000));
    loseCommands();
    assertErrno(Errno.ETIMEDOUT, () -> client.vfs.sync(one, false));
    cluster.faults = _ -> FakeCluster.Fault.NONE;
    client.vfs.sync(one, false);
    assertErrno(Errno.ETIMEDOUT, () -> client.vfs.sync(two, false));
    client.vfs.sync(two, false);
    client.vfs.release(one);
    client.vfs.release(two);
  }

  @Test
  void aCloseIsToldOfALostWriteAndLeavesItToTheNextFsync() {
    Vfs.OpenFile file = client.create("f");
    client.write(file, 0, TestClient.random(1, 1000));
    loseCommands();
    assertErrno(Errno.ETIMEDOUT, () -> client.vfs.flush(file));
    cluster.faults = _ -> FakeCluster.Fault.NONE;
    assertErrno(Errno.ETIMEDOUT, () -> client.vfs.sync(file, false));
    client.vfs.flush(file);
    client.vfs.release(file);
    assertThat(client.vfs.unsavedFiles()).isEmpty();
  }

  @Test
  void anErrorNobodyAskedForIsNamedAtTheEnd() {
    Vfs.OpenFile file = client.create("f");
    client.write(file, 0, TestClient.random(1, 1000));
    loseCommands();
    client.vfs.release(file);
    assertThat(client.vfs.unsavedFiles())
        .singleElement()
        .asString()
        .contains("inode " + file.inode());
  }

  @Test
  void whatWasWrittenBeforeUtimensIsCommittedBeforeIt() {
    Vfs.OpenFile file = client.create("f");
    client.write(file, 0, TestClient.random(1, 200_000));
    Timestamp then = new Timestamp(12345, 6);
    client.vfs.setAttributes(
        file.inode(),
        AttributeChange.ofTimes(null, new AttributeChange.TimeChange.At(then)),
        Credentials.ROOT);
    client.vfs.flush(file);
    assertThat(cluster.attributes(file.inode()).times().mtime()).isEqualTo(then);
    // What is held is reported by the client itself, whenever it finds the time.
    List<Mutation> applied =
        cluster.applied().stream().filter(m -> !(m instanceof Mutation.ReportHeld)).toList();
    assertThat(applied.getLast()).isInstanceOf(Mutation.SetAttributes.class);
    client.vfs.release(file);
  }

  @Test
  void blocksThatCameToTheServersMeanwhileShareACommand() {
    byte[] bytes = TestClient.random(1, 5 * BLOCK);
    try (TestClient roomy = roomyClient()) {
      // A block may just not have heard of its own arrival: not every round shows it.
      for (int round = 0; round < 20 && mostBlocksOfACommand() < 2; round++) {
        Vfs.OpenFile file = roomy.create("f" + round);
        holdCommandsForBlocks(5);
        roomy.write(file, 0, bytes);
        roomy.vfs.sync(file, false);
        assertThat(roomy.read(file, 0, bytes.length)).isEqualTo(bytes);
        roomy.vfs.release(file);
        cluster.faults = _ -> FakeCluster.Fault.NONE;
      }
    }
    assertThat(mostBlocksOfACommand()).isGreaterThan(1);
  }

  @Test
  void ofBlocksThatShareARefusedCommandTheOthersAreCommitted() {
    byte[] bytes = TestClient.random(1, 5 * BLOCK);
    try (TestClient roomy = roomyClient()) {
      Vfs.OpenFile file = roomy.create("f");
      cluster.refuse(
          write -> write.segments().stream().anyMatch(part -> part.offset() == 2 * BLOCK));
      holdCommandsForBlocks(5);
      roomy.write(file, 0, bytes);
      assertErrno(Errno.EINVAL, () -> roomy.vfs.sync(file, false));
      roomy.vfs.sync(file, false);
      roomy.vfs.release(file);
    }
    Arrays.fill(bytes, 2 * BLOCK, 3 * BLOCK, (byte) 0);
    Vfs.OpenFile file = client.open("f");
    assertThat(client.read(file, 0, bytes.length)).isEqualTo(bytes);
    client.vfs.release(file);
  }

  @Test
  void whatWasInALostCommandIsReportedAndNotThere() {
    try (TestClient roomy = roomyClient()) {
      Vfs.OpenFile file = roomy.create("f");
      loseCommands();
      roomy.write(file, 0, TestClient.random(1, 3 * BLOCK));
      assertErrno(Errno.ETIMEDOUT, () -> roomy.vfs.sync(file, false));
      cluster.faults = _ -> FakeCluster.Fault.NONE;
      roomy.vfs.sync(file, false);
      assertThat(cluster.attributes(file.inode()).size()).isZero();
      roomy.vfs.release(file);
    }
  }

  private TestClient roomyClient() {
    return new TestClient(cluster, ClientClock.system(), 32 << 20);
  }

  private void holdCommandsForBlocks(int count) {
    int before = cluster.blockCount(1);
    cluster.faults =
        message -> {
          if (message instanceof Command) {
            await().until(() -> cluster.blockCount(1) >= before + count);
          }
          return FakeCluster.Fault.NONE;
        };
  }

  private int mostBlocksOfACommand() {
    return cluster.applied().stream()
        .mapToInt(m -> m instanceof Mutation.WriteData write ? write.blocks().size() : 0)
        .max()
        .orElse(0);
  }

  @Test
  void truncatedBytesDoNotComeBackWithALateFlush() {
    Vfs.OpenFile file = client.create("f");
    client.write(file, 0, TestClient.random(1, 300_000));
    client.vfs.setAttributes(file.inode(), AttributeChange.ofSize(10), Credentials.ROOT);
    client.vfs.flush(file);
    assertThat(cluster.attributes(file.inode()).size()).isEqualTo(10);
    assertThat(client.read(file, 0, 100)).hasSize(10);
    client.vfs.release(file);
  }

  @Test
  void aBlockIsTakenToOthersWhenAServerIsDeadAndTheShortfallIsRecorded() {
    cluster.kill(2);
    Vfs.OpenFile file = client.create("f");
    client.write(file, 0, TestClient.random(1, 500_000));
    client.vfs.sync(file, false);
    Mutation.WriteData write =
        (Mutation.WriteData)
            cluster.applied().stream()
                .filter(m -> m instanceof Mutation.WriteData)
                .reduce((_, last) -> last)
                .orElseThrow();
    assertThat(write.blocks())
        .allSatisfy(
            block -> {
              assertThat(block.servers()).hasSize(2);
              assertThat(block.replicasWanted()).isEqualTo(3);
            });
    client.vfs.release(file);
  }

  @Test
  void withoutAMajorityAWriteFailsInBoundedTime() {
    cluster.kill(2);
    cluster.kill(3);
    Vfs.OpenFile file = client.create("f");
    client.write(file, 0, TestClient.random(1, 500_000));
    long begin = System.nanoTime();
    assertErrno(Errno.ETIMEDOUT, () -> client.vfs.sync(file, false));
    assertThat(System.nanoTime() - begin).isLessThan(2 * TestClient.DEADLINE.toNanos());
    client.vfs.release(file);
  }

  @Test
  void aDamagedReplicaIsPassedOver() {
    Vfs.OpenFile file = client.create("f");
    byte[] bytes = TestClient.random(1, 500_000);
    client.write(file, 0, bytes);
    client.vfs.sync(file, false);
    cluster.corrupt(1);
    cluster.corrupt(3);
    assertThat(client.read(file, 0, 500_000)).isEqualTo(bytes);
    cluster.corrupt(2);
    client.vfs.release(file);
    try (TestClient other = new TestClient(cluster)) {
      Vfs.OpenFile damaged = other.open("f");
      assertErrno(Errno.EIO, () -> other.read(damaged, 0, 500_000));
      other.vfs.release(damaged);
    }
  }

  @Test
  void inlineDataRefusedByTheServerGoesToABlock() {
    cluster.inlineBytesMax(1000);
    Vfs.OpenFile file = client.create("f");
    byte[] bytes = TestClient.random(1, 20_000);
    client.write(file, 0, bytes);
    client.vfs.sync(file, false);
    assertThat(cluster.blockCount(1)).isEqualTo(1);
    assertThat(client.read(file, 0, 20_000)).isEqualTo(bytes);
    client.vfs.release(file);
  }

  @Test
  void newDataIsRefusedBeforeItTakesSpaceOthersReserved() {
    cluster.spareBytes(300_000);
    Vfs.OpenFile file = client.create("f");
    client.write(file, 0, TestClient.random(1, 300_000));
    client.vfs.sync(file, false);
    client.write(file, 0, TestClient.random(1, 300_001));
    assertErrno(Errno.ENOSPC, () -> client.vfs.sync(file, false));
    assertThat(cluster.blockCount(1)).isEqualTo(1);
    cluster.spareBytes(10);
    assertErrno(Errno.ENOSPC, () -> client.vfs.allocate(file, 0, 0, 11));
    assertErrno(Errno.EINVAL, () -> client.vfs.allocate(file, 0, 0, 0));
    assertErrno(Errno.EFBIG, () -> client.vfs.allocate(file, 0, 1, Long.MAX_VALUE));
    assertErrno(Errno.EOPNOTSUPP, () -> client.vfs.allocate(file, 2, 0, 10));
    client.vfs.release(file);
  }

  @Test
  void dataGoesIntoSmallerBlocksWhereNoServerHasRoomInOnePiece() {
    cluster.longestRun = 70_000;
    Vfs.OpenFile file = client.create("f");
    byte[] bytes = TestClient.random(1, 500_001);
    client.write(file, 0, bytes);
    client.vfs.sync(file, false);
    // Halves of whole units: 250,880, 126,976, 65,536 bytes; seven of these and the rest.
    assertThat(cluster.blockCount(1)).isEqualTo(8);
    client.vfs.release(file);
    assertReadElsewhere("f", bytes);
  }

  @Test
  void anAppendInSmallerBlocksIsOneCommand() {
    cluster.longestRun = 4096;
    client.vfs.release(client.create("f"));
    Vfs.OpenFile file = client.append("f");
    byte[] bytes = TestClient.random(1, 400_000);
    client.write(file, 0, bytes);
    AtomicInteger appends = new AtomicInteger();
    cluster.faults =
        message -> {
          if (message instanceof Command command
              && command.mutation() instanceof Mutation.AppendData) {
            appends.incrementAndGet();
          }
          return FakeCluster.Fault.NONE;
        };
    client.vfs.sync(file, false);
    assertThat(appends).hasValue(1);
    client.vfs.release(file);
    assertReadElsewhere("f", bytes);
  }

  @Test
  void moreSegmentsThanACommandTakesGoIntoSeveral() {
    cluster.longestRun = 8192;
    byte[] bytes;
    Duration patient = Duration.ofSeconds(30); // of many calls each may wait for a busy machine
    try (TestClient writer = new TestClient(cluster, ClientClock.system(), 4 << 20, patient)) {
      Vfs.OpenFile file = writer.create("f");
      bytes = writeApart(writer, file, Mutation.SEGMENTS_MAX, 600, 100, Mutation.SEGMENTS_MAX);
      writer.vfs.release(file);
    }
    assertReadElsewhere("f", bytes);
  }

  @Test
  void moreSmallDataThanACommandTakesMovesIntoBlocks() {
    Vfs.OpenFile file = client.create("f");
    byte[] bytes = writeApart(client, file, Mutation.SEGMENTS_MAX + 100, 70, 58, 50);
    client.vfs.release(file);
    assertReadElsewhere("f", bytes);
  }

  /** Parts with gaps between them, and an fsync every so many; what the file holds then. */
  private static byte[] writeApart(
      TestClient writer, Vfs.OpenFile file, int parts, int length, int gap, int synced) {
    int stride = length + gap;
    byte[] bytes = new byte[parts * stride - gap];
    for (int i = 0; i < parts; i++) {
      byte[] part = TestClient.random(i, length);
      System.arraycopy(part, 0, bytes, i * stride, length);
      writer.write(file, (long) i * stride, part);
      if ((i + 1) % synced == 0) {
        writer.vfs.sync(file, false);
      }
    }
    writer.vfs.sync(file, false);
    return bytes;
  }

  @Test
  void whatCannotBeSentIsRefusedAndLeavesTheWayToOthersFree() {
    Vfs.OpenFile file = client.create("f");
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    cluster.faults =
        message -> {
          if (message instanceof Command command
              && command.mutation() instanceof Mutation.SetXattr) {
            throw failure.get();
          }
          return FakeCluster.Fault.NONE;
        };
    failure.set(new FsException(Errno.E2BIG, "more than a command takes"));
    assertErrno(Errno.E2BIG, () -> setXattr(file));
    failure.set(new IllegalStateException("no bytes for it"));
    assertErrno(Errno.EPROTO, () -> setXattr(file));
    client.vfs.release(client.create("other"));
    client.write(file, 0, TestClient.random(1, 1000));
    client.vfs.sync(file, false);
    client.vfs.release(file);
  }

  private void setXattr(Vfs.OpenFile file) {
    ByteString text = ByteString.of("user.a");
    client.vfs.setXattr(file.inode(), text, text, 0, Credentials.ROOT);
  }

  @Test
  void aServerFullForTheMomentIsWaitedFor() {
    cluster.longestRun = 0;
    Vfs.OpenFile file = client.create("f");
    byte[] bytes = TestClient.random(1, 300_000);
    client.write(file, 0, bytes);
    CompletableFuture<Void> sync = CompletableFuture.runAsync(() -> client.vfs.sync(file, false));
    await().until(() -> cluster.refusedBlocks.get() > 10);
    cluster.longestRun = Integer.MAX_VALUE;
    sync.join();
    client.vfs.release(file);
    assertReadElsewhere("f", bytes);
  }

  @Test
  void whatIsBeingOverwrittenIsWaitedFor() {
    Vfs.OpenFile file = client.create("f");
    byte[] bytes = TestClient.random(1, 300_000);
    cluster.overwriting(true);
    client.write(file, 0, bytes);
    CompletableFuture<Void> sync = CompletableFuture.runAsync(() -> client.vfs.sync(file, false));
    int asked = cluster.queries.get();
    await().until(() -> cluster.queries.get() > asked + 2);
    cluster.overwriting(false);
    sync.join();
    client.vfs.release(file);
    assertReadElsewhere("f", bytes);
  }

  @Test
  void newDataAndReservationsWaitForWhatWasRemovedHere() {
    client.vfs.release(client.create("removed"));
    client.vfs.unlink(InodeId.ROOT, FileName.of("removed"), Credentials.ROOT);
    cluster.spareBytes(10);
    Vfs.OpenFile file = client.create("f");
    byte[] bytes = TestClient.random(1, 300_000);
    client.write(file, 0, bytes);
    CompletableFuture<Void> sync = CompletableFuture.runAsync(() -> client.vfs.sync(file, false));
    Vfs.OpenFile other = client.create("other");
    CompletableFuture<Void> allocate =
        CompletableFuture.runAsync(() -> client.vfs.allocate(other, 0, 0, 5000));
    int asked = cluster.queries.get();
    int sent = cluster.mutations.get();
    await().until(() -> cluster.queries.get() > asked + 2 && cluster.mutations.get() > sent + 2);
    assertThat(sync).isNotDone();
    assertThat(allocate).isNotDone();
    cluster.spareBytes(1 << 30);
    sync.join();
    allocate.join();
    client.vfs.release(other);
    client.vfs.release(file);
    assertReadElsewhere("f", bytes);
  }

  @Test
  void aWriteSaysOnceThatEarlierOnesFoundNoSpace() {
    cluster.spareBytes(10);
    Vfs.OpenFile file = client.create("f");
    byte[] piece = TestClient.random(1, 4 << 20);
    client.write(file, 0, piece);
    await()
        .untilAsserted(() -> assertErrno(Errno.ENOSPC, () -> client.write(file, 4 << 20, piece)));
    cluster.spareBytes(1L << 30);
    client.write(file, 4 << 20, piece);
    assertErrno(Errno.ENOSPC, () -> client.vfs.sync(file, false));
    client.write(file, 0, piece);
    client.vfs.sync(file, false);
    client.vfs.release(file);
  }

  private void assertReadElsewhere(String name, byte[] bytes) {
    try (TestClient other = new TestClient(cluster)) {
      Vfs.OpenFile file = other.open(name);
      assertThat(other.read(file, 0, bytes.length + 1)).isEqualTo(bytes);
      other.vfs.release(file);
    }
  }

  @Test
  void writersWaitForMemoryInsteadOfTakingMore() {
    byte[] piece = TestClient.random(1, 1 << 20);
    Duration patient = Duration.ofSeconds(30); // that they wait is what is tested, not how long
    try (TestClient writer = new TestClient(cluster, ClientClock.system(), 4 << 20, patient)) {
      Vfs.OpenFile file = writer.create("big");
      for (int i = 0; i < 24; i++) {
        writer.write(file, (long) i << 20, piece);
      }
      writer.vfs.sync(file, false);
      assertThat(cluster.attributes(file.inode()).size()).isEqualTo(24L << 20);
      writer.vfs.release(file);
    }
  }

  @Test
  void anUnlinkedOpenFileIsReportedAsHeldUntilItsLastClose() {
    Vfs.OpenFile file = client.create("gone");
    client.vfs.unlink(InodeId.ROOT, FileName.of("gone"), Credentials.ROOT);
    await().untilAsserted(() -> assertThat(cluster.held()).containsExactly(file.inode()));
    client.vfs.release(file);
    await().untilAsserted(() -> assertThat(cluster.held()).isEmpty());
    assertErrno(Errno.ESTALE, () -> client.vfs.open(file.inode(), 0, Credentials.ROOT));
  }

  private static void assertErrno(Errno errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).as(e.getMessage()).isEqualTo(errno));
  }
}
