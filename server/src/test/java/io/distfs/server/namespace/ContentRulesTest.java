package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The segment map of a file, its accounts, and the block table. */
class ContentRulesTest {
  private static final InodeId ROOT = InodeId.ROOT;
  private static final Timestamp WRITTEN = new Timestamp(5, 5);
  private static final ServerId SERVER = new ServerId(2);
  private final Scenario scenario = new Scenario();
  private final InodeId file = scenario.create(ROOT, "f");

  @AfterEach
  void theStructureIsSound() {
    assertThat(scenario.problems()).isEmpty();
  }

  @Test
  void writeSetsSizeTimesAndAccounts() {
    scenario.ok(Scenario.write(file, List.of(Scenario.inline(10, 20, 1))));

    Attributes attributes = scenario.stat(file);
    assertThat(attributes.size()).isEqualTo(30);
    assertThat(attributes.content()).isEqualTo(new Attributes.Content(20, 20, 1));
    assertThat(attributes.times().mtime()).isEqualTo(WRITTEN);
    assertThat(attributes.times().ctime()).isEqualTo(scenario.now());
    assertThat(scenario.map(file).segments()).containsExactly(Scenario.inline(10, 20, 1));
  }

  @Test
  void overwriteInTheMiddleSplitsAnExtent() {
    BlockInfo old = scenario.writeBlock(file, 0, 100);
    BlockInfo fresh = scenario.writeBlock(file, 40, 20);

    assertThat(scenario.map(file).segments())
        .containsExactly(
            Scenario.extent(0, 40, old, 0),
            Scenario.extent(40, 20, fresh, 0),
            Scenario.extent(60, 40, old, 60));
    assertThat(references(old)).isEqualTo(2);
    assertThat(scenario.stat(file).size()).isEqualTo(100);
  }

  @Test
  void blockWithoutReferencesLeavesTheTableAndIsQueuedOnItsServers() {
    BlockInfo old = scenario.writeBlock(file, 0, 100);
    scenario.writeBlock(file, 0, 100);

    StateFacts facts = new StateFacts(scenario.store());
    assertThat(facts.block(old.block())).isNull();
    assertThat(facts.reclaims(SERVER, 0, 10))
        .containsExactly(new StateFacts.Reclaim(1, old.block()));
    scenario.system(new Mutation.ReclaimDone(SERVER, 1));
    assertThat(facts.reclaims(SERVER, 0, 10)).isEmpty();
    assertThat(facts.reclaims(new ServerId(1), 0, 10)).hasSize(1);
    assertThat(scenario.system(new Mutation.ReclaimDone(SERVER, 2)).errno())
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void freedBlockIdIsNeverNamedAgain() {
    BlockInfo old = scenario.writeBlock(file, 0, 100);
    scenario.writeBlock(file, 0, 100);
    scenario.refused(
        Errno.EINVAL, Scenario.write(file, List.of(Scenario.extent(0, 9, old, 0)), old));
    scenario.refused(Errno.EINVAL, Scenario.write(file, List.of(Scenario.extent(0, 9, old, 0))));
  }

  @Test
  void blockInTheTableMayBeNamedAgainWhileItIsReplaced() {
    BlockInfo block = scenario.writeBlock(file, 0, 100);
    scenario.ok(Scenario.write(file, List.of(Scenario.extent(0, 100, block, 0))));
    assertThat(references(block)).isEqualTo(1);
  }

  @Test
  void truncateDownThenUpReadsZeros() {
    BlockInfo block = scenario.writeBlock(file, 0, 100);
    scenario.ok(scenario.change(file, AttributeChange.ofSize(30)));
    scenario.ok(scenario.change(file, AttributeChange.ofSize(200)));

    assertThat(scenario.map(file).segments()).containsExactly(Scenario.extent(0, 30, block, 0));
    assertThat(scenario.stat(file).size()).isEqualTo(200);
    assertThat(scenario.stat(file).content().allocatedBytes()).isEqualTo(30);
    assertThat(scenario.stat(file).times().mtime()).isEqualTo(scenario.now());
  }

  @Test
  void truncateKnowsFilesOnlyAndSizesFromZeroTo2Pow63() {
    scenario.refused(Errno.EISDIR, scenario.change(ROOT, AttributeChange.ofSize(0)));
    InodeId link = scenario.symlink(ROOT, "l");
    scenario.refused(Errno.EINVAL, scenario.change(link, AttributeChange.ofSize(0)));
    scenario.refused(Errno.EINVAL, scenario.change(file, AttributeChange.ofSize(-1)));
    scenario.ok(scenario.change(file, AttributeChange.ofSize(Long.MAX_VALUE)));
    InlineSegment last = Scenario.inline(Long.MAX_VALUE - 3, 3, 1);
    scenario.ok(Scenario.write(file, List.of(last)));
    assertThat(scenario.map(file).segments()).containsExactly(last);
    scenario.refused(Errno.EFBIG, new Mutation.PunchHole(file, 10, Long.MAX_VALUE, WRITTEN));
    scenario.ok(new Mutation.PunchHole(file, 0, Long.MAX_VALUE, WRITTEN));
    assertThat(scenario.map(file).segments()).isEmpty();
  }

  @Test
  void punchedRangeIsAHoleAndTheSizeStays() {
    BlockInfo block = scenario.writeBlock(file, 0, 100);
    scenario.ok(Scenario.write(file, List.of(Scenario.inline(100, 50, 3))));
    scenario.ok(new Mutation.PunchHole(file, 90, 20, new Timestamp(9, 9)));

    assertThat(scenario.map(file).segments())
        .containsExactly(Scenario.extent(0, 90, block, 0), Scenario.inline(110, 40, 3));
    assertThat(scenario.stat(file).size()).isEqualTo(150);
    assertThat(scenario.stat(file).times().mtime()).isEqualTo(new Timestamp(9, 9));
    scenario.refused(Errno.EINVAL, new Mutation.PunchHole(file, 0, 0, WRITTEN));
  }

  @Test
  void smallAppendsAreJoinedUpTo4KiB() {
    for (int i = 0; i < 10; i++) {
      scenario.ok(Scenario.write(file, List.of(Scenario.inline(i * 1000L, 1000, i))));
    }
    assertThat(scenario.map(file).segments().stream().map(Segment::length))
        .containsExactly(4000, 4000, 2000);
    assertThat(scenario.stat(file).content().inlineBytes()).isEqualTo(10_000);
  }

  @Test
  void inlineBudgetOfAFileIsItsWholeNotEachWrite() {
    int half = InlineSegment.BYTES_MAX / 2;
    scenario.ok(Scenario.write(file, List.of(Scenario.inline(0, half, 1))));
    scenario.ok(Scenario.write(file, List.of(Scenario.inline(half, half, 2))));
    scenario.refused(Errno.E2BIG, Scenario.write(file, List.of(Scenario.inline(2L * half, 1, 3))));
    scenario.ok(Scenario.write(file, List.of(Scenario.inline(100, half, 4))));
    assertThat(scenario.stat(file).content().inlineBytes()).isEqualTo(InlineSegment.BYTES_MAX);
  }

  @Test
  void inlineBudgetOfTheFilesystemIsKept() {
    Counters counters = new Records(scenario.store()).counters();
    counters.inlineBytes = Limits.INLINE_TOTAL_BYTES_MAX - 10;
    plant(counters);
    assertThat(scenario.send(Scenario.write(file, List.of(Scenario.inline(0, 11, 1)))).errno())
        .isEqualTo(Errno.E2BIG);
    assertThat(scenario.send(Scenario.write(file, List.of(Scenario.inline(0, 10, 1)))).errno())
        .isEqualTo(Errno.OK);
    counters = new Records(scenario.store()).counters();
    counters.inlineBytes = 10;
    plant(counters);
  }

  @Test
  void relocationMovesInlineDataToABlockUnlessTheContentChanged() {
    scenario.ok(Scenario.write(file, List.of(Scenario.inline(0, 100, 1))));
    Attributes before = scenario.stat(file);
    BlockInfo block = scenario.block(100);
    List<Segment> target = List.of(Scenario.extent(0, 100, block, 0));
    long version = before.content().version();

    scenario.refused(
        Errno.EAGAIN, new Mutation.RelocateData(file, version + 1, target, List.of(block)));
    scenario.ok(new Mutation.RelocateData(file, version, target, List.of(block)));
    Attributes after = scenario.stat(file);
    assertThat(after.times()).isEqualTo(before.times());
    assertThat(after.size()).isEqualTo(before.size());
    assertThat(after.content()).isEqualTo(new Attributes.Content(100, 0, version + 1));
    List<Segment> beyond = List.of(Scenario.inline(50, 51, 1));
    scenario.refused(Errno.EINVAL, new Mutation.RelocateData(file, version + 1, beyond, List.of()));
  }

  @Test
  void segmentsMustBeOrderedAndDisjointAndNameKnownBytes() {
    BlockInfo block = scenario.block(100);
    scenario.refused(Errno.EINVAL, Scenario.write(file, List.of()));
    scenario.refused(
        Errno.EINVAL,
        Scenario.write(file, List.of(Scenario.inline(5, 5, 1), Scenario.inline(9, 5, 1))));
    scenario.refused(
        Errno.EINVAL, Scenario.write(file, List.of(Scenario.extent(0, 100, block, 1)), block));
    scenario.refused(Errno.EINVAL, Scenario.write(file, List.of(Scenario.inline(0, 1, 1)), block));
    scenario.refused(Errno.EISDIR, Scenario.write(ROOT, List.of(Scenario.inline(0, 1, 1))));
    scenario.ok(Scenario.write(file, List.of(Scenario.extent(0, 99, block, 1)), block));
  }

  @Test
  void blocksMustComeFromAnOpenGrantAndLieOnKnownServers() {
    BlockInfo block = scenario.block(100);
    BlockInfo foreign =
        new BlockInfo(new BlockId(1L << 50), 100, 0, block.servers(), block.replicasWanted());
    BlockInfo nowhere = new BlockInfo(block.block(), 100, 0, List.of(new ServerId(9)), 3);
    BlockInfo many = new BlockInfo(block.block(), 100, 0, block.servers(), 2);
    for (BlockInfo wrong : List.of(foreign, nowhere, many)) {
      scenario.refused(
          Errno.EINVAL, Scenario.write(file, List.of(Scenario.extent(0, 9, wrong, 0)), wrong));
    }
    scenario.ok(new Mutation.GrantBlocks(10, Long.MAX_VALUE));
    scenario.refused(
        Errno.EINVAL, Scenario.write(file, List.of(Scenario.extent(0, 9, block, 0)), block));
    assertThat(new StateFacts(scenario.store()).isGarbage(block.block())).isTrue();
  }

  @Test
  void longMapsAreToldInPieces() {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < FileMap.SEGMENTS_MAX; i++) {
      segments.add(Scenario.inline(i * 10L, 5, 1));
    }
    scenario.ok(Scenario.write(file, segments));
    scenario.ok(Scenario.write(file, List.of(Scenario.inline(20_000, 5, 2))));

    FileMap first = scenario.map(file);
    assertThat(first.segments()).hasSize(FileMap.SEGMENTS_MAX);
    assertThat(first.end()).isEqualTo(20_000);
    FileMap part = ((Answer.Map) scenario.ask(new Query.GetFileMap(file, 14, 10))).map();
    assertThat(part.segments())
        .containsExactly(Scenario.inline(10, 5, 1), Scenario.inline(20, 5, 1));
    assertThat(part.end()).isEqualTo(24);
  }

  private void plant(Counters counters) {
    scenario
        .store()
        .write(List.of(new MetaStore.Change(Table.META, Keys.META_COUNTERS, counters.encode())));
  }

  private long references(BlockInfo block) {
    BlockRecord record = new Records(scenario.store()).block(block.block());
    return Objects.requireNonNull(record).references();
  }
}
