package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.FileLock.Kind;
import io.distfs.shared.fs.FileLock.Mode;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.AwaitLock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Locks of two clients on one file. */
class LockTest {
  private final FakeCluster cluster = new FakeCluster(3);
  private final TestClient one = new TestClient(cluster);
  private final TestClient two = new TestClient(cluster);
  private Vfs.OpenFile mine;
  private Vfs.OpenFile theirs;

  @BeforeEach
  void open() {
    mine = one.create("file");
    theirs = two.open("file");
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  private static FileLock record(Mode mode, long owner) {
    return new FileLock(Kind.RECORD, mode, 0, Long.MAX_VALUE, owner, 42);
  }

  private static FileLock flock(Mode mode, long owner) {
    return new FileLock(Kind.FLOCK, mode, 0, Long.MAX_VALUE, owner, 0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void fails(Errno errno, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(FsException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  private int locks() {
    return cluster.locks(mine.inode()).size();
  }

  private CompletableFuture<Void> begin(TestClient client, Vfs.OpenFile file, FileLock lock) {
    CompletableFuture<Void> locked =
        CompletableFuture.runAsync(() -> client.vfs.lock(file, lock, true));
    Awaitility.await().until(() -> cluster.waiting() == 1 || locked.isDone());
    return locked;
  }

  @Test
  void lockOfAnotherClientIsEagain() {
    one.vfs.lock(mine, flock(Mode.EXCLUSIVE, 1), false);
    fails(Errno.EAGAIN, () -> two.vfs.lock(theirs, flock(Mode.SHARED, 1), false));
    assertThat(two.vfs.conflictingLock(theirs, record(Mode.SHARED, 1))).isNull();
    one.vfs.lock(mine, record(Mode.EXCLUSIVE, 1), false);
    assertThat(two.vfs.conflictingLock(theirs, record(Mode.SHARED, 1)))
        .isEqualTo(record(Mode.EXCLUSIVE, 1));
  }

  @Test
  void whatWasWrittenUnderALockIsSeenByTheNextHolder() {
    one.vfs.lock(mine, record(Mode.EXCLUSIVE, 1), false);
    one.write(mine, 0, bytes("first"));
    one.vfs.lock(mine, record(Mode.UNLOCK, 1), false);
    List<InodeId> dropped = new ArrayList<>();
    two.vfs.onInvalidate(dropped::add);
    two.vfs.lock(theirs, record(Mode.EXCLUSIVE, 1), false);
    assertThat(dropped).containsExactly(mine.inode());
    assertThat(two.read(theirs, 0, 100)).isEqualTo(bytes("first"));
    assertThat(two.vfs.getAttributes(mine.inode()).size()).isEqualTo(5);
    two.write(theirs, 5, bytes(" second"));
    two.vfs.lock(theirs, record(Mode.UNLOCK, 1), false);
    one.vfs.lock(mine, record(Mode.SHARED, 1), false);
    assertThat(one.read(mine, 0, 100)).isEqualTo(bytes("first second"));
  }

  @Test
  void waiterGetsTheLockWhenItIsFree() throws Exception {
    one.vfs.lock(mine, flock(Mode.EXCLUSIVE, 1), false);
    CompletableFuture<Void> waiting = begin(two, theirs, flock(Mode.EXCLUSIVE, 1));
    assertThat(waiting).isNotDone();
    one.vfs.lock(mine, flock(Mode.UNLOCK, 1), false);
    waiting.get(10, TimeUnit.SECONDS);
    fails(Errno.EAGAIN, () -> one.vfs.lock(mine, flock(Mode.SHARED, 1), false));
  }

  @Test
  void waitDoesNotHoldUpTheSession() {
    one.vfs.lock(mine, flock(Mode.EXCLUSIVE, 1), false);
    CompletableFuture<Void> waiting = begin(two, theirs, flock(Mode.EXCLUSIVE, 1));
    assertThat(two.create("meanwhile")).isNotNull();
    assertThat(waiting).isNotDone();
    one.vfs.release(mine);
    waiting.join();
  }

  @Test
  void waitGoesOnAtAnotherLeader() throws Exception {
    one.vfs.lock(mine, flock(Mode.EXCLUSIVE, 1), false);
    CompletableFuture<Void> waiting = begin(two, theirs, flock(Mode.EXCLUSIVE, 1));
    cluster.lead(2);
    cluster.answerWaits(AwaitLock.Verdict.WAITING);
    Awaitility.await().until(() -> cluster.waiting() == 1);
    one.vfs.lock(mine, flock(Mode.UNLOCK, 1), false);
    waiting.get(10, TimeUnit.SECONDS);
  }

  @Test
  void interruptEndsAWait() throws Exception {
    one.vfs.lock(mine, flock(Mode.EXCLUSIVE, 1), false);
    AtomicReference<Errno> errno = new AtomicReference<>(Errno.OK);
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    two.vfs.lock(theirs, flock(Mode.EXCLUSIVE, 1), true);
                  } catch (FsException e) {
                    errno.set(e.errno());
                  }
                });
    Awaitility.await().until(() -> cluster.waiting() == 1);
    thread.interrupt();
    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    assertThat(errno.get()).isEqualTo(Errno.EINTR);
    Awaitility.await().until(() -> cluster.waiting() == 0);
    one.vfs.lock(mine, flock(Mode.UNLOCK, 1), false);
    assertThat(locks()).isZero();
  }

  @Test
  void deadlockIsTold() {
    one.vfs.lock(mine, record(Mode.EXCLUSIVE, 1), false);
    CompletableFuture<Void> waiting = begin(two, theirs, record(Mode.EXCLUSIVE, 1));
    cluster.answerWaits(AwaitLock.Verdict.DEADLOCK);
    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EDEADLK));
  }

  @Test
  void closeGivesUpRecordLocksOfItsOwnerOnly() {
    one.vfs.lock(mine, record(Mode.SHARED, 1), false);
    one.vfs.lock(mine, record(Mode.SHARED, 2), false);
    one.vfs.lock(mine, flock(Mode.SHARED, 3), false);
    one.vfs.unlockAll(mine, 1);
    assertThat(cluster.locks(mine.inode()).stream().map(held -> held.lock().owner()))
        .containsExactly(2L, 3L);
  }

  @Test
  void lastCloseGivesUpWhatWasLockedThroughIt() {
    Vfs.OpenFile second = one.open("file");
    one.vfs.lock(mine, record(Mode.SHARED, 1), false);
    one.vfs.lock(second, record(Mode.SHARED, 2), false);
    one.vfs.lock(second, flock(Mode.SHARED, 3), false);
    one.vfs.release(second);
    assertThat(cluster.locks(mine.inode()).stream().map(held -> held.lock().owner()))
        .containsExactly(1L);
    one.vfs.release(mine);
    assertThat(locks()).isZero();
  }

  @Test
  void lastCloseLeavesALockThatItsOwnerTookAgainElsewhere() {
    Vfs.OpenFile second = one.open("file");
    one.vfs.lock(mine, record(Mode.SHARED, 1), false);
    one.vfs.unlockAll(mine, 1);
    one.vfs.lock(second, record(Mode.SHARED, 1), false);
    one.vfs.release(mine);
    assertThat(locks()).isEqualTo(1);
  }

  @Test
  void closeWithoutLocksAsksNobody() {
    int before = cluster.mutations.get();
    one.vfs.unlockAll(mine, 1);
    one.vfs.lock(mine, flock(Mode.UNLOCK, 1), false);
    assertThat(cluster.mutations.get()).isEqualTo(before);
  }

  @Test
  void namesAreAskedForAnewUnderALock() {
    fails(Errno.ENOENT, () -> two.lookup("journal"));
    cluster.plant("journal", new InodeId(5000));
    two.vfs.lock(theirs, record(Mode.SHARED, 1), false);
    assertThat(two.lookup("journal").inode()).isEqualTo(new InodeId(5000));
  }

  @Test
  void nameOfAFileThatIsGoneIsAskedForAgainAfterItsOpenFailed() {
    assertThat(one.create("short")).isNotNull();
    InodeId inode = two.lookup("short").inode();
    one.vfs.unlink(InodeId.ROOT, FileName.of("short"), Credentials.ROOT);
    fails(Errno.ESTALE, () -> two.vfs.open(inode, 0, Credentials.ROOT));
    fails(Errno.ENOENT, () -> two.lookup("short"));
  }

  @Test
  void filesThatWereLockedAnswerEioOnceTheSessionIsLost() {
    Vfs.OpenFile other = one.create("other");
    one.vfs.lock(mine, record(Mode.EXCLUSIVE, 1), false);
    one.write(mine, 0, bytes("under the lock"));
    cluster.forgetSessions();
    fails(Errno.EIO, () -> one.create("finds out"));
    fails(Errno.EIO, () -> one.read(mine, 0, 10));
    fails(Errno.EIO, () -> one.write(mine, 0, bytes("more")));
    fails(Errno.EIO, () -> one.vfs.sync(mine, false));
    fails(Errno.EIO, () -> one.vfs.lock(mine, record(Mode.UNLOCK, 1), false));
    assertThat(one.read(other, 0, 10)).isEmpty();
    Vfs.OpenFile again = one.open("file");
    assertThat(one.read(again, 0, 10)).isEmpty();
    one.vfs.lock(again, record(Mode.EXCLUSIVE, 1), false);
    one.vfs.release(mine);
    assertThat(locks()).isEqualTo(1);
  }
}
