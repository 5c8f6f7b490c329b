package io.distfs.server.namespace;

import static io.distfs.shared.id.InodeId.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Mutation.NoteReads.Read;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times of access that follow reads. */
class ReadRuleTest {
  private static final Timestamp LATE = new Timestamp(5_000_000_000L, 7);

  private final Scenario scenario = new Scenario();

  private static Mutation.NoteReads note(Read... reads) {
    return new Mutation.NoteReads(List.of(reads));
  }

  @Test
  void atimeMovesForwardAndNothingElse() {
    InodeId file = scenario.create(ROOT, "f");
    Attributes before = scenario.stat(file);
    scenario.ok(note(new Read(file, LATE)));
    Attributes after = scenario.stat(file);
    assertThat(after.times())
        .isEqualTo(
            new Attributes.Times(
                LATE, before.times().mtime(), before.times().ctime(), before.times().btime()));
    assertThat(after.version()).isEqualTo(before.version());
    assertThat(Verifier.problems(scenario.store())).isEmpty();
  }

  @Test
  void olderReadChangesNothing() {
    InodeId file = scenario.create(ROOT, "f");
    scenario.ok(note(new Read(file, LATE)));
    scenario.ok(note(new Read(file, new Timestamp(LATE.seconds(), 6)), new Read(file, LATE)));
    assertThat(scenario.stat(file).times().atime()).isEqualTo(LATE);
  }

  @Test
  void anyTypeIsReadByAnybody() {
    InodeId dir = scenario.mkdir(ROOT, "d");
    InodeId link = scenario.symlink(ROOT, "l");
    scenario.as(Scenario.USER).ok(note(new Read(dir, LATE), new Read(link, LATE)));
    assertThat(scenario.stat(dir).times().atime()).isEqualTo(LATE);
    assertThat(scenario.stat(link).times().atime()).isEqualTo(LATE);
  }

  @Test
  void inodeThatIsGoneIsPassedOver() {
    InodeId file = scenario.create(ROOT, "f");
    scenario.ok(note(new Read(new InodeId(4000), LATE), new Read(file, LATE)));
    assertThat(scenario.stat(file).times().atime()).isEqualTo(LATE);
  }

  @Test
  void nothingReadIsNoError() {
    scenario.ok(note());
  }

  @Test
  void moreThanTheLimitIsRefused() {
    Read read = new Read(ROOT, LATE);
    scenario.ok(new Mutation.NoteReads(Collections.nCopies(Mutation.READS_MAX, read)));
    scenario.refused(
        Errno.EINVAL, new Mutation.NoteReads(Collections.nCopies(Mutation.READS_MAX + 1, read)));
  }
}
