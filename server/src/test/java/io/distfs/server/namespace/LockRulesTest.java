package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.FileLock.Kind;
import io.distfs.shared.fs.FileLock.Mode;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.HeldLock;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.Result;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** flock(2) and fcntl(2) by the kernel's rules. */
class LockRulesTest {
  private static final long EOF = Long.MAX_VALUE;

  private final Scenario scenario = new Scenario();
  private final InodeId file = scenario.create(InodeId.ROOT, "f");
  private final SessionId other = scenario.open(2);
  private long otherSequence;

  @AfterEach
  void nothingIsWrong() {
    assertThat(scenario.problems()).isEmpty();
  }

  private static FileLock record(Mode mode, long start, long end, long owner) {
    return new FileLock(Kind.RECORD, mode, start, end, owner, (int) owner + 100);
  }

  private static FileLock flock(Mode mode, long owner) {
    return new FileLock(Kind.FLOCK, mode, 0, EOF, owner, 0);
  }

  private Outcome mine(FileLock lock) {
    return scenario.send(new Mutation.SetLock(file, lock));
  }

  private Outcome theirs(Mutation mutation) {
    otherSequence++;
    return scenario.apply(new Command(other, otherSequence, otherSequence, mutation));
  }

  private Outcome theirs(FileLock lock) {
    return theirs(new Mutation.SetLock(file, lock));
  }

  private static void granted(Outcome outcome) {
    assertThat(outcome).isEqualTo(Outcome.DONE);
  }

  private Outcome denied(FileLock by) {
    return new Outcome(Errno.EAGAIN, new Result.LockDenied(new HeldLock(scenario.session(), by)));
  }

  private List<FileLock> held() {
    return LockReader.held(scenario.store(), file).stream().map(HeldLock::lock).toList();
  }

  @Test
  void writersExcludeEveryoneAndReadersOnlyWriters() {
    granted(mine(record(Mode.SHARED, 0, 99, 1)));
    granted(theirs(record(Mode.SHARED, 50, 149, 1)));
    assertThat(theirs(record(Mode.EXCLUSIVE, 99, 200, 1)))
        .isEqualTo(denied(record(Mode.SHARED, 0, 99, 1)));
    granted(theirs(record(Mode.EXCLUSIVE, 100, 200, 1)));
    assertThat(mine(record(Mode.SHARED, 150, 160, 1)).errno()).isEqualTo(Errno.EAGAIN);
  }

  @Test
  void ownersOfOneSessionAreInEachOthersWay() {
    granted(mine(record(Mode.EXCLUSIVE, 0, EOF, 1)));
    assertThat(mine(record(Mode.SHARED, 5, 5, 2)))
        .isEqualTo(denied(record(Mode.EXCLUSIVE, 0, EOF, 1)));
    granted(mine(record(Mode.SHARED, 5, 5, 1)));
  }

  @Test
  void unlockInTheMiddleSplits() {
    granted(mine(record(Mode.EXCLUSIVE, 0, 99, 1)));
    granted(mine(record(Mode.UNLOCK, 40, 59, 1)));
    assertThat(held())
        .containsExactly(record(Mode.EXCLUSIVE, 0, 39, 1), record(Mode.EXCLUSIVE, 60, 99, 1));
    granted(theirs(record(Mode.EXCLUSIVE, 40, 59, 1)));
  }

  @Test
  void neighboursOfOneModeBecomeOneLock() {
    granted(mine(record(Mode.SHARED, 0, 9, 1)));
    granted(mine(record(Mode.SHARED, 20, 29, 1)));
    granted(mine(record(Mode.SHARED, 10, 19, 1)));
    assertThat(held()).containsExactly(record(Mode.SHARED, 0, 29, 1));
    granted(mine(record(Mode.EXCLUSIVE, 10, 19, 1)));
    assertThat(held())
        .containsExactly(
            record(Mode.SHARED, 0, 9, 1),
            record(Mode.EXCLUSIVE, 10, 19, 1),
            record(Mode.SHARED, 20, 29, 1));
  }

  @Test
  void wholeRangeUpToTheEndIsSplitWithoutOverflow() {
    granted(mine(record(Mode.EXCLUSIVE, 0, EOF, 1)));
    granted(mine(record(Mode.SHARED, EOF, EOF, 1)));
    granted(mine(record(Mode.UNLOCK, 0, 0, 1)));
    assertThat(held())
        .containsExactly(record(Mode.EXCLUSIVE, 1, EOF - 1, 1), record(Mode.SHARED, EOF, EOF, 1));
  }

  @Test
  void upgradeThatIsDeniedKeepsWhatWasHeld() {
    granted(mine(record(Mode.SHARED, 0, 9, 1)));
    granted(theirs(record(Mode.SHARED, 0, 9, 1)));
    assertThat(mine(record(Mode.EXCLUSIVE, 0, 9, 1)).errno()).isEqualTo(Errno.EAGAIN);
    assertThat(held()).hasSize(2);
    granted(theirs(record(Mode.UNLOCK, 0, 9, 1)));
    granted(mine(record(Mode.EXCLUSIVE, 0, 9, 1)));
    granted(mine(record(Mode.SHARED, 0, 9, 1)));
    granted(theirs(record(Mode.SHARED, 0, 9, 1)));
  }

  @Test
  void wholeFileLockIsConvertedByGivingItUpFirst() {
    granted(mine(flock(Mode.SHARED, 1)));
    granted(theirs(flock(Mode.SHARED, 1)));
    assertThat(mine(flock(Mode.EXCLUSIVE, 1)).errno()).isEqualTo(Errno.EAGAIN);
    assertThat(LockReader.held(scenario.store(), file))
        .containsExactly(new HeldLock(other, flock(Mode.SHARED, 1)));
    granted(theirs(flock(Mode.EXCLUSIVE, 1)));
    assertThat(mine(flock(Mode.SHARED, 1)).errno()).isEqualTo(Errno.EAGAIN);
    granted(theirs(flock(Mode.UNLOCK, 1)));
    granted(mine(flock(Mode.EXCLUSIVE, 1)));
  }

  @Test
  void twoKindsDoNotSeeEachOther() {
    granted(mine(flock(Mode.EXCLUSIVE, 1)));
    granted(theirs(record(Mode.EXCLUSIVE, 0, EOF, 1)));
    assertThat(held()).hasSize(2);
  }

  @Test
  void closeGivesUpRecordLocksOfItsOwnerOnly() {
    granted(mine(record(Mode.EXCLUSIVE, 0, 9, 1)));
    granted(mine(record(Mode.EXCLUSIVE, 20, 29, 1)));
    granted(mine(record(Mode.EXCLUSIVE, 10, 19, 2)));
    granted(mine(flock(Mode.SHARED, 1)));
    granted(scenario.send(new Mutation.UnlockOwner(file, 1)));
    assertThat(held()).containsExactly(flock(Mode.SHARED, 1), record(Mode.EXCLUSIVE, 10, 19, 2));
    granted(scenario.send(new Mutation.UnlockOwner(new InodeId(999), 1)));
  }

  @Test
  void expiryFreesEverything() {
    granted(theirs(record(Mode.EXCLUSIVE, 0, 9, 1)));
    granted(theirs(flock(Mode.EXCLUSIVE, 2)));
    InodeId second = scenario.create(InodeId.ROOT, "second");
    granted(theirs(new Mutation.SetLock(second, flock(Mode.SHARED, 3))));
    scenario.system(new Mutation.ExpireSession(other));
    assertThat(held()).isEmpty();
    assertThat(LockReader.held(scenario.store(), second)).isEmpty();
    granted(mine(flock(Mode.EXCLUSIVE, 1)));
  }

  @Test
  void removalOfTheInodeFreesItsLocks() {
    granted(mine(record(Mode.EXCLUSIVE, 0, 9, 1)));
    granted(theirs(record(Mode.EXCLUSIVE, 10, 19, 1)));
    scenario.ok(scenario.unlink(InodeId.ROOT, "f"));
    scenario.ok(new Mutation.ReportHeld(1, List.of()));
    granted(theirs(new Mutation.ReportHeld(1, List.of())));
    scenario.system(new Mutation.CollectOrphans(1000));
    assertThat(held()).isEmpty();
    scenario.refused(Errno.ESTALE, new Mutation.SetLock(file, record(Mode.UNLOCK, 0, 9, 1)));
  }

  @Test
  void firstLockInTheWayIsTold() {
    granted(mine(record(Mode.SHARED, 40, 49, 7)));
    granted(mine(record(Mode.SHARED, 10, 19, 8)));
    assertThat(scenario.ask(new Query.FindLock(other, file, record(Mode.EXCLUSIVE, 5, EOF, 1))))
        .isEqualTo(
            new Answer.Lock(new HeldLock(scenario.session(), record(Mode.SHARED, 10, 19, 8))));
    assertThat(scenario.ask(new Query.FindLock(other, file, record(Mode.SHARED, 5, EOF, 1))))
        .isEqualTo(new Answer.Lock(null));
  }

  @Test
  void setAgainOnTheSameNumberIsOneGrant() {
    Mutation lock = new Mutation.SetLock(file, record(Mode.EXCLUSIVE, 0, 9, 1));
    Command command = new Command(other, 1, 1, lock);
    granted(scenario.apply(command));
    granted(scenario.apply(new Command(other, 2, 1, new Mutation.UnlockOwner(file, 1))));
    granted(scenario.apply(command));
    assertThat(held()).as("the repeated command only repeats its outcome").isEmpty();
  }

  @Test
  void partOfAFileIsNoWholeFileLock() {
    scenario.refused(
        Errno.EINVAL,
        new Mutation.SetLock(file, new FileLock(Kind.FLOCK, Mode.SHARED, 0, 9, 1, 0)));
  }

  @Test
  void storedBytesAreThoseOfTheFirstVersion() {
    granted(mine(new FileLock(Kind.RECORD, Mode.SHARED, 16, 0x1FF, -2, 4711)));
    byte[] key =
        HexFormat.of()
            .parseHex("0000000000000002020000000000000001fffffffffffffffe0000000000000010");
    byte[] value = HexFormat.of().parseHex("010100000000000001ff00001267");
    assertThat(scenario.store().get(Table.LOCK, key)).isEqualTo(value);
    assertThat(LockRow.decode(key, value).lock())
        .isEqualTo(new FileLock(Kind.RECORD, Mode.SHARED, 16, 0x1FF, -2, 4711));
  }

  @Test
  void locksOfAnInodeAreBounded() {
    for (int i = 0; i < Limits.LOCKS_INODE_MAX - 1; i++) {
      granted(mine(record(Mode.SHARED, 2L * i, 2L * i, 1)));
    }
    long end = 2L * Limits.LOCKS_INODE_MAX;
    granted(theirs(record(Mode.SHARED, end, end + 9, 1)));
    scenario.refused(Errno.ENOLCK, new Mutation.SetLock(file, record(Mode.SHARED, end, end, 1)));
    assertThat(theirs(record(Mode.UNLOCK, end + 5, end + 5, 1)).errno())
        .as("a split is one more")
        .isEqualTo(Errno.ENOLCK);
    granted(theirs(record(Mode.EXCLUSIVE, end, end + 9, 1)));
  }

  @Test
  void locksOfASessionAreBounded() {
    granted(mine(record(Mode.SHARED, 0, 0, 9)));
    count(Limits.LOCKS_SESSION_MAX);
    assertThat(mine(record(Mode.SHARED, 2, 2, 9)).errno()).isEqualTo(Errno.ENOLCK);
    granted(mine(record(Mode.EXCLUSIVE, 0, 0, 9)));
    count(1);
    granted(mine(record(Mode.SHARED, 2, 2, 9)));
  }

  /** As if so many were held: to set them all would take a minute. */
  private void count(long locks) {
    byte[] key = Keys.of(scenario.session().value());
    scenario
        .store()
        .write(List.of(new MetaStore.Change(Table.LOCK_COUNT, key, NumberCodec.encode(locks))));
  }
}
