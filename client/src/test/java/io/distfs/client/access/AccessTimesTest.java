package io.distfs.client.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.client.clock.Deadline;
import io.distfs.client.fake.FakeClock;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What was read, on its way to the servers. */
class AccessTimesTest {
  private static final Duration BELIEVED = Duration.ofSeconds(1);

  private final FakeClock clock = new FakeClock();
  private final List<InodeId> doubted = new ArrayList<>();
  private final List<Mutation.NoteReads> sent = new ArrayList<>();
  private Errno answer = Errno.OK;
  private Runnable beforeNumbering = () -> {};
  private final AccessTimes times =
      new AccessTimes(
          AccessTimePolicy.DEFAULT,
          clock,
          new AccessTimes.Outside(Runnable::run, this::send, doubted::add),
          new AccessTimes.Limits(BELIEVED, Duration.ofSeconds(5)));

  private CompletableFuture<Outcome> send(Supplier<@Nullable Mutation> command) {
    beforeNumbering.run();
    if (command.get() instanceof Mutation.NoteReads reads) {
      sent.add(reads);
    }
    Outcome outcome = answer == Errno.OK ? Outcome.of(new Result.None()) : Outcome.refused(answer);
    return CompletableFuture.completedFuture(outcome);
  }

  /** Changed 10 s ago and read before that. */
  private Attributes file(long id) {
    Timestamp changed = new Timestamp(clock.now().seconds() - 10, 0);
    return new Attributes(
        new InodeId(id),
        FileType.REGULAR.modeBits() | 0644,
        1,
        0,
        0,
        0,
        0,
        Attributes.Content.NONE,
        new Attributes.Times(Timestamp.EPOCH, changed, changed, changed),
        1);
  }

  private void later(Duration time) {
    clock.advance(time);
    times.tick();
  }

  private List<InodeId> inodesSent() {
    return sent.stream()
        .flatMap(command -> command.reads().stream())
        .map(Mutation.NoteReads.Read::inode)
        .toList();
  }

  @Test
  void readIsSeenAtOnceAndSentOnceLater() {
    Attributes file = file(1);
    Timestamp moved = times.read(file, null);
    assertThat(moved).isEqualTo(clock.now());
    assertThat(times.merged(file).times().atime()).isEqualTo(moved);
    assertThat(times.merged(file).times().ctime()).isEqualTo(file.times().ctime());
    times.tick();
    assertThat(sent).isEmpty();
    later(AccessTimes.AGE_MAX);
    later(AccessTimes.AGE_MAX);
    assertThat(inodesSent()).containsExactly(new InodeId(1));
  }

  @Test
  void anotherReadIsNotNoted() {
    Attributes file = file(1);
    Timestamp first = times.read(file, null);
    clock.advance(Duration.ofSeconds(1));
    assertThat(times.read(file, null)).isNull();
    assertThat(times.merged(file).times().atime()).isEqualTo(first);
  }

  @Test
  void thousandsOfFilesAreAFewCommands() {
    for (long id = 1; id <= 2000; id++) {
      Timestamp _ = times.read(file(id), null);
    }
    later(AccessTimes.AGE_MAX);
    assertThat(sent).hasSize(2);
    assertThat(inodesSent()).hasSize(2000).doesNotHaveDuplicates();
  }

  @Test
  void committedTimeIsSeenUntilNoOlderAttributesAreBelieved() {
    Attributes file = file(1);
    Timestamp moved = times.read(file, null);
    later(AccessTimes.AGE_MAX);
    assertThat(sent).hasSize(1);
    assertThat(times.merged(file).times().atime()).isEqualTo(moved);
    later(AccessTimes.AGE_MAX);
    assertThat(times.merged(file)).isSameAs(file);
  }

  /** A mount that is alone believes attributes for an hour: notes must not stay that long. */
  @Test
  void attributesBelievedForLongAreAskedForAgainAfterARead() {
    AccessTimes alone =
        new AccessTimes(
            AccessTimePolicy.DEFAULT,
            clock,
            new AccessTimes.Outside(Runnable::run, this::send, doubted::add),
            new AccessTimes.Limits(Duration.ofHours(1), Duration.ofSeconds(5)));
    Timestamp _ = alone.read(file(1), null);
    for (int i = 0; i < 4; i++) {
      clock.advance(AccessTimes.AGE_MAX);
      alone.tick();
    }
    assertThat(sent).hasSize(1);
    assertThat(doubted).containsExactly(new InodeId(1));
  }

  @Test
  void refusedCommandIsSentAgain() {
    Attributes file = file(1);
    Timestamp moved = times.read(file, null);
    answer = Errno.ETIMEDOUT;
    later(AccessTimes.AGE_MAX);
    assertThat(times.merged(file).times().atime()).isEqualTo(moved);
    answer = Errno.OK;
    later(AccessTimes.AGE_MAX);
    assertThat(inodesSent()).containsExactly(new InodeId(1), new InodeId(1));
  }

  @Test
  void timeThatIsSetWinsOverAReadBefore() {
    Attributes file = file(1);
    Timestamp _ = times.read(file, null);
    assertThat(times.overriding(file.inode(), () -> "set")).isEqualTo("set");
    assertThat(times.merged(file)).isSameAs(file);
    later(AccessTimes.AGE_MAX);
    later(AccessTimes.AGE_MAX);
    assertThat(sent).isEmpty();
  }

  @Test
  void timeThatCannotBeSetLosesNoRead() {
    Attributes file = file(1);
    Timestamp moved = times.read(file, null);
    assertThatThrownBy(
            () ->
                times.overriding(
                    file.inode(),
                    () -> {
                      throw new FsException(Errno.EPERM, "not yours");
                    }))
        .isInstanceOf(FsException.class);
    assertThat(times.merged(file).times().atime()).isEqualTo(moved);
    later(AccessTimes.AGE_MAX);
    assertThat(inodesSent()).containsExactly(new InodeId(1));
  }

  @Test
  void timeSetJustBeforeTheCommandIsNumberedKeepsTheReadOut() {
    Timestamp _ = times.read(file(1), null);
    Timestamp _ = times.read(file(2), null);
    beforeNumbering = () -> times.overriding(new InodeId(1), () -> "set");
    later(AccessTimes.AGE_MAX);
    assertThat(inodesSent()).containsExactly(new InodeId(2));
  }

  @Test
  void moreInodesThanFitAreNotNotedAndHoldNobodyUp() {
    for (long id = 1; id <= AccessTimes.INODES_MAX; id++) {
      assertThat(times.read(file(id), null)).isNotNull();
    }
    Attributes more = file(AccessTimes.INODES_MAX + 1);
    assertThat(times.read(more, null)).isNull();
    assertThat(times.merged(more)).isSameAs(more);
  }

  @Test
  void manyInodesLeaveWithoutWaiting() {
    for (long id = 1; id <= AccessTimes.INODES_MAX / 8; id++) {
      Timestamp _ = times.read(file(id), null);
    }
    times.tick();
    assertThat(inodesSent()).hasSize(AccessTimes.INODES_MAX / 8);
  }

  @Test
  void flushSendsAllAtOnce() {
    Timestamp _ = times.read(file(1), null);
    times.flush(Deadline.in(clock, Duration.ofSeconds(5)));
    assertThat(inodesSent()).containsExactly(new InodeId(1));
  }

  @Test
  void inodeOfWhichNothingIsHeldIsAskedForFirst() {
    Attributes file = file(1);
    times.read(() -> file).join();
    assertThat(times.merged(file)).isNotSameAs(file);
    times
        .read(
            () -> {
              throw new FsException(Errno.ESTALE, "gone");
            })
        .join();
  }
}
