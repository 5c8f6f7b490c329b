package io.distfs.server.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.server.lock.LockQueue.Told;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.FileLock.Kind;
import io.distfs.shared.fs.FileLock.Mode;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.AwaitLock;
import io.distfs.shared.message.AwaitLock.Verdict;
import io.distfs.shared.message.HeldLock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is told what, in which order; askers are strings. */
class LockQueueTest {
  private static final InodeId FILE = new InodeId(7);
  private static final InodeId OTHER = new InodeId(8);

  private final LockQueue<String> queue = new LockQueue<>();
  private final Map<InodeId, List<HeldLock>> granted = new HashMap<>();
  private long now;

  private static FileLock record(Mode mode, long owner) {
    return record(mode, 0, Long.MAX_VALUE, owner);
  }

  private static FileLock record(Mode mode, long start, long end, long owner) {
    return new FileLock(Kind.RECORD, mode, start, end, owner, 0);
  }

  private static SessionId session(int number) {
    return new SessionId(number);
  }

  private void hold(InodeId inode, int session, FileLock lock) {
    granted
        .computeIfAbsent(inode, _ -> new ArrayList<>())
        .add(new HeldLock(session(session), lock));
  }

  private void release(InodeId inode, int session) {
    granted.getOrDefault(inode, List.of()).removeIf(held -> held.session().value() == session);
  }

  /** Each session waits for one lock at a time, under its own number. */
  private List<Told<String>> await(int session, InodeId inode, FileLock lock) {
    AwaitLock wish = new AwaitLock(session(session), session, inode, lock);
    Told<String> before = queue.await(wish, "s" + session, now);
    assertThat(before).isNull();
    return judge(inode);
  }

  private List<Told<String>> judge(InodeId inode) {
    return queue.judge(inode, on -> granted.getOrDefault(on, List.of()));
  }

  private static Told<String> free(int session) {
    return new Told<>("s" + session, Verdict.FREE);
  }

  private static Told<String> waiting(int session) {
    return new Told<>("s" + session, Verdict.WAITING);
  }

  @Test
  void whoCouldBeGrantedAtOnceIsToldAtOnce() {
    assertThat(await(1, FILE, record(Mode.EXCLUSIVE, 1))).containsExactly(free(1));
  }

  @Test
  void releaseWakesOnlyTheFirstOfThoseWhoExcludeEachOther() {
    hold(FILE, 9, record(Mode.EXCLUSIVE, 1));
    for (int session = 1; session <= 3; session++) {
      assertThat(await(session, FILE, record(Mode.EXCLUSIVE, 1))).isEmpty();
    }
    release(FILE, 9);
    assertThat(judge(FILE)).containsExactly(free(1));
    assertThat(judge(FILE)).as("the others wait for who was told").isEmpty();
    hold(FILE, 1, record(Mode.EXCLUSIVE, 1));
    queue.granted(session(1), FILE, record(Mode.EXCLUSIVE, 1));
    assertThat(judge(FILE)).isEmpty();
    release(FILE, 1);
    assertThat(judge(FILE)).containsExactly(free(2));
  }

  @Test
  void readersWakeTogetherAndRangesApartDoNotWait() {
    hold(FILE, 9, record(Mode.EXCLUSIVE, 0, 99, 1));
    assertThat(await(1, FILE, record(Mode.SHARED, 0, 9, 1))).isEmpty();
    assertThat(await(2, FILE, record(Mode.EXCLUSIVE, 0, 9, 1))).isEmpty();
    assertThat(await(3, FILE, record(Mode.SHARED, 0, 9, 1))).isEmpty();
    assertThat(await(4, FILE, record(Mode.EXCLUSIVE, 100, 109, 1))).containsExactly(free(4));
    release(FILE, 9);
    assertThat(judge(FILE)).containsExactly(free(1), free(3));
  }

  @Test
  void whoWasDeniedAfterAllKeepsItsPlace() {
    hold(FILE, 9, record(Mode.EXCLUSIVE, 1));
    await(1, FILE, record(Mode.EXCLUSIVE, 1));
    await(2, FILE, record(Mode.EXCLUSIVE, 1));
    release(FILE, 9);
    assertThat(judge(FILE)).containsExactly(free(1));
    hold(FILE, 8, record(Mode.EXCLUSIVE, 1)); // somebody who did not wait was faster
    assertThat(await(1, FILE, record(Mode.EXCLUSIVE, 1))).isEmpty();
    release(FILE, 8);
    assertThat(judge(FILE)).containsExactly(free(1));
  }

  @Test
  void periodEndsAndTheRenewedWaitKeepsItsPlace() {
    hold(FILE, 9, record(Mode.EXCLUSIVE, 1));
    await(1, FILE, record(Mode.EXCLUSIVE, 1));
    now += LockQueue.PERIOD_NANOS - 1;
    await(2, FILE, record(Mode.EXCLUSIVE, 1));
    Set<InodeId> abandoned = new HashSet<>();
    now++;
    assertThat(queue.tick(now, abandoned)).containsExactly(waiting(1));
    release(FILE, 9);
    assertThat(judge(FILE)).as("the idle first one is waited for").isEmpty();
    assertThat(await(1, FILE, record(Mode.EXCLUSIVE, 1))).containsExactly(free(1));
    assertThat(abandoned).isEmpty();
  }

  @Test
  void whoDoesNotRenewLosesItsPlace() {
    hold(FILE, 9, record(Mode.EXCLUSIVE, 1));
    await(1, FILE, record(Mode.EXCLUSIVE, 1));
    release(FILE, 9);
    assertThat(judge(FILE)).containsExactly(free(1));
    now += 1;
    await(2, FILE, record(Mode.EXCLUSIVE, 1));
    Set<InodeId> abandoned = new HashSet<>();
    now += LockQueue.RENEWAL_NANOS;
    queue.tick(now - LockQueue.RENEWAL_NANOS + LockQueue.PERIOD_NANOS, abandoned);
    await(2, FILE, record(Mode.EXCLUSIVE, 1));
    queue.tick(now, abandoned);
    assertThat(abandoned).containsExactly(FILE);
    assertThat(judge(FILE)).containsExactly(free(2));
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void circleOfWaitsIsADeadlockForWhoClosesIt() {
    hold(FILE, 1, record(Mode.EXCLUSIVE, 0, 0, 1));
    hold(OTHER, 2, record(Mode.SHARED, 0, 0, 1));
    hold(FILE, 3, record(Mode.EXCLUSIVE, 5, 5, 1));
    assertThat(await(1, OTHER, record(Mode.EXCLUSIVE, 0, 0, 1))).isEmpty();
    assertThat(await(2, FILE, record(Mode.SHARED, 5, 5, 1))).isEmpty();
    assertThat(await(3, FILE, record(Mode.EXCLUSIVE, 0, 0, 1)))
        .containsExactly(new Told<>("s3", Verdict.DEADLOCK));
    assertThat(queue.size()).isEqualTo(2);
  }

  @Test
  void twoOwnersOfOneSessionAreNoCircle() {
    hold(FILE, 1, record(Mode.EXCLUSIVE, 0, 0, 1));
    hold(FILE, 2, record(Mode.EXCLUSIVE, 5, 5, 1));
    assertThat(await(1, FILE, record(Mode.EXCLUSIVE, 5, 5, 1))).isEmpty();
    assertThat(await(2, FILE, record(Mode.EXCLUSIVE, 0, 0, 99))).isEmpty();
  }

  @Test
  void wholeFileLocksAreNotLookedAtForDeadlocks() {
    FileLock flock = new FileLock(Kind.FLOCK, Mode.EXCLUSIVE, 0, Long.MAX_VALUE, 1, 0);
    hold(FILE, 1, flock);
    hold(OTHER, 2, flock);
    assertThat(await(1, OTHER, flock)).isEmpty();
    assertThat(await(2, FILE, flock)).isEmpty();
  }

  @Test
  void withdrawalAndTheEndOfASessionMakeRoom() {
    hold(FILE, 9, record(Mode.EXCLUSIVE, 1));
    await(1, FILE, record(Mode.EXCLUSIVE, 1));
    await(2, FILE, record(Mode.EXCLUSIVE, 1));
    await(3, FILE, record(Mode.EXCLUSIVE, 1));
    assertThat(queue.withdraw(session(1), 1)).isEqualTo(waiting(1));
    assertThat(queue.endSession(session(2))).containsExactly(waiting(2));
    release(FILE, 9);
    assertThat(judge(FILE)).containsExactly(free(3));
  }

  @Test
  void waitsOfASessionAreBounded() {
    hold(FILE, 9, record(Mode.EXCLUSIVE, 1));
    for (int i = 1; i <= LockQueue.WAITS_SESSION_MAX; i++) {
      queue.await(new AwaitLock(session(1), i, FILE, record(Mode.SHARED, i)), "s", now);
    }
    AwaitLock more = new AwaitLock(session(1), 9999, FILE, record(Mode.SHARED, 1));
    assertThatThrownBy(() -> queue.await(more, "s", now))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOLCK));
    assertThat(queue.clear()).hasSize(LockQueue.WAITS_SESSION_MAX);
    assertThat(queue.size()).isZero();
  }
}
