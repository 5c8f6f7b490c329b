package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.ByteRange;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Space reserved by fallocate(2), and who gives it up. */
class AllocateRulesTest {
  private static final int KEEP_SIZE = Mutation.Allocate.KEEP_SIZE;
  private static final int PUNCH = Mutation.Allocate.PUNCH_HOLE | KEEP_SIZE;
  private static final int ZERO = Mutation.Allocate.ZERO_RANGE;
  private static final long SPARE = 1 << 20;
  private static final Timestamp THEN = new Timestamp(6, 6);
  private final Scenario scenario = new Scenario();
  private final InodeId file = scenario.create(InodeId.ROOT, "f");

  @AfterEach
  void theStructureIsSound() {
    assertThat(scenario.problems()).isEmpty();
  }

  @Test
  void onlyHolesAreReservedAndCountAsAllocated() {
    scenario.writeBlock(file, 100, 50);
    assertThat(allocate(0, 0, 200)).isEqualTo(200);
    assertThat(reserved()).isEqualTo(150);
    Attributes attributes = scenario.stat(file);
    assertThat(attributes.size()).isEqualTo(200);
    assertThat(attributes.content().allocatedBytes()).isEqualTo(200);
    assertThat(attributes.times().mtime()).isEqualTo(THEN);
    assertThat(attributes.times().ctime()).isEqualTo(scenario.now());
    assertThat(scenario.map(file).segments()).hasSize(1);
    allocate(0, 50, 100);
    assertThat(reserved()).isEqualTo(150);
  }

  @Test
  void aWriteTakesOutOfTheReservationWhatItCovers() {
    allocate(0, 0, 1000);
    scenario.writeBlock(file, 100, 50);
    scenario.ok(Scenario.write(file, List.of(Scenario.inline(990, 20, 1))));
    assertThat(reserved()).isEqualTo(940);
    assertThat(scenario.stat(file).content().allocatedBytes()).isEqualTo(1010);
  }

  @Test
  void spaceBehindTheEndIsKeptUntilATruncation() {
    allocate(KEEP_SIZE, 0, 1000);
    assertThat(scenario.stat(file).size()).isZero();
    scenario.ok(new Mutation.AppendData(file, List.of(Scenario.inline(0, 10, 1)), List.of(), THEN));
    assertThat(reserved()).isEqualTo(990);
    scenario.ok(scenario.change(file, AttributeChange.ofSize(500)));
    assertThat(reserved()).isEqualTo(990);
    scenario.ok(scenario.change(file, AttributeChange.ofSize(500)));
    assertThat(reserved()).isEqualTo(490);
    scenario.ok(scenario.change(file, AttributeChange.ofSize(5)));
    assertThat(reserved()).isZero();
  }

  @Test
  void aHoleGivesSpaceBackAndZerosKeepIt() {
    BlockInfo block = scenario.writeBlock(file, 0, 100);
    allocate(ZERO, 20, 30);
    assertThat(scenario.map(file).segments())
        .containsExactly(Scenario.extent(0, 20, block, 0), Scenario.extent(50, 50, block, 50));
    assertThat(reserved()).isEqualTo(30);
    assertThat(scenario.stat(file).content().allocatedBytes()).isEqualTo(100);
    allocate(PUNCH, 10, 30);
    assertThat(reserved()).isEqualTo(10);
    assertThat(scenario.stat(file).content().allocatedBytes()).isEqualTo(70);
    scenario.ok(new Mutation.PunchHole(file, 0, 1000, THEN));
    assertThat(reserved()).isZero();
    allocate(ZERO, 0, 300);
    assertThat(scenario.stat(file).size()).isEqualTo(300);
    allocate(ZERO | KEEP_SIZE, 0, 400);
    assertThat(scenario.stat(file).size()).isEqualTo(300);
    assertThat(reserved()).isEqualTo(400);
  }

  @Test
  void noMoreIsReservedThanTheLeaderKnewToBeThere() {
    allocate(0, 0, SPARE - 100);
    InodeId other = scenario.create(InodeId.ROOT, "o");
    scenario.refused(Errno.ENOSPC, wish(other, 0, 0, 101));
    scenario.ok(wish(other, 0, 0, 100));
    scenario.refused(Errno.ENOSPC, wish(other, 0, 0, 101));
    scenario.ok(wish(other, 0, 0, 50));
    scenario.ok(wish(file, PUNCH, 0, 1));
    scenario.ok(wish(other, 0, 0, 101));
  }

  @Test
  void zerosInPlaceOfDataNeedNoSpaceThatIsFreeAlready() {
    scenario.writeBlock(file, 0, 1000);
    scenario.ok(new Mutation.Allocate(file, ZERO, 0, 1000, 0, THEN));
    assertThat(reserved()).isEqualTo(1000);
  }

  @Test
  void aRemovedFileGivesItsReservationBack() {
    allocate(KEEP_SIZE, 0, 1000);
    scenario.ok(scenario.unlink(InodeId.ROOT, "f"));
    scenario.ok(new Mutation.ReportHeld(1, List.of()));
    scenario.system(new Mutation.CollectOrphans(1000));
    assertThat(reserved()).isZero();
    assertThat(new StateFacts(scenario.store()).inodes()).isEqualTo(1);
  }

  @Test
  void oneCommandDoesABoundedNumberOfSegments() {
    int max = Limits.SEGMENTS_PER_COMMAND_MAX;
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < max; i++) {
      segments.add(Scenario.inline(i * 10L, 5, 1));
    }
    scenario.ok(Scenario.write(file, segments));
    scenario.ok(Scenario.write(file, List.of(Scenario.inline(max * 10L, 5, 2))));
    assertThat(allocate(KEEP_SIZE, 0, 100_000)).isEqualTo(max * 10L);
    assertThat(allocate(KEEP_SIZE, max * 10L, 1000)).isEqualTo(1000);
    assertThat(allocate(PUNCH, 0, 100_000)).isEqualTo(max * 10L);
  }

  @Test
  void modesAndRangesAreChecked() {
    scenario.refused(Errno.EINVAL, wish(file, Mutation.Allocate.PUNCH_HOLE, 0, 1));
    scenario.refused(Errno.EINVAL, wish(file, 8, 0, 1));
    scenario.refused(Errno.EINVAL, wish(file, 0, -1, 1));
    scenario.refused(Errno.EINVAL, wish(file, 0, 0, 0));
    scenario.refused(Errno.EFBIG, wish(file, 0, 1, Long.MAX_VALUE));
    scenario.refused(Errno.EISDIR, wish(InodeId.ROOT, 0, 0, 1));
  }

  @Test
  void roomIsToldWithoutWhatIsReserved() {
    scenario.writeBlock(file, 0, 100);
    allocate(KEEP_SIZE, 200, 100);
    Answer.Room room =
        (Answer.Room)
            scenario.ask(
                new Query.RoomFor(file, List.of(new ByteRange(50, 100), new ByteRange(250, 100))));
    assertThat(room.newBytes()).isEqualTo(100);
    // Of 400 free bytes a sixteenth of all 1000 is kept for overwrites.
    assertThat(room.spareBytes()).isEqualTo(400 - 62 - 100);
    Answer.Statistics statistics = (Answer.Statistics) scenario.ask(new Query.StatFilesystem());
    assertThat(statistics.statistics().freeBytes()).isEqualTo(room.spareBytes());
  }

  private long allocate(int mode, long offset, long length) {
    Result.Advanced advanced = (Result.Advanced) scenario.ok(wish(file, mode, offset, length));
    assertThat(advanced.attributes()).isEqualTo(scenario.stat(file));
    return advanced.done();
  }

  private static Mutation wish(InodeId inode, int mode, long offset, long length) {
    return new Mutation.Allocate(inode, mode, offset, length, SPARE, THEN);
  }

  private long reserved() {
    return new Records(scenario.store()).counters().reservedBytes;
  }
}
