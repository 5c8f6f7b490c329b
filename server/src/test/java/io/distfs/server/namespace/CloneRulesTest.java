package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ranges of files copied by their maps. */
class CloneRulesTest {
  private static final Timestamp COPIED = new Timestamp(8, 8);
  private final Scenario scenario = new Scenario();
  private final InodeId source = scenario.create(InodeId.ROOT, "s");
  private final InodeId target = scenario.create(InodeId.ROOT, "t");

  @AfterEach
  void theStructureIsSound() {
    assertThat(scenario.problems()).isEmpty();
  }

  @Test
  void blocksAreSharedAndSegmentsCutAtTheBordersOfTheRange() {
    BlockInfo block = scenario.writeBlock(source, 100, 100);
    scenario.ok(Scenario.write(source, List.of(Scenario.inline(250, 50, 7))));
    assertThat(clone(source, 150, target, 1000, 120)).isEqualTo(120);

    assertThat(scenario.map(target).segments())
        .containsExactly(Scenario.extent(1000, 50, block, 50), Scenario.inline(1100, 20, 7));
    assertThat(references(block)).isEqualTo(2);
    Attributes attributes = scenario.stat(target);
    assertThat(attributes.size()).isEqualTo(1120);
    assertThat(attributes.content().allocatedBytes()).isEqualTo(70);
    assertThat(attributes.times().mtime()).isEqualTo(COPIED);
    assertThat(attributes.times().ctime()).isEqualTo(scenario.now());
  }

  @Test
  void holesOfTheSourceReplaceDataOfTheTarget() {
    scenario.ok(scenario.change(source, AttributeChange.ofSize(1000)));
    BlockInfo block = scenario.writeBlock(target, 0, 100);
    assertThat(clone(source, 0, target, 20, 50)).isEqualTo(50);
    assertThat(scenario.map(target).segments())
        .containsExactly(Scenario.extent(0, 20, block, 0), Scenario.extent(70, 30, block, 70));
  }

  @Test
  void aCopyEndsAtTheEndOfTheSourceAndBehindItThereIsNone() {
    scenario.writeBlock(source, 0, 100);
    assertThat(clone(source, 60, target, 0, 1000)).isEqualTo(40);
    long version = scenario.stat(target).version();
    assertThat(clone(source, 100, target, 0, 1000)).isZero();
    assertThat(scenario.stat(target).version()).isEqualTo(version);
  }

  @Test
  void aFileMayBeCopiedWithinItselfButNotOntoTheCopiedRange() {
    BlockInfo block = scenario.writeBlock(source, 0, 100);
    refused(Errno.EINVAL, source, 0, source, 99, 100);
    assertThat(clone(source, 0, source, 100, 100)).isEqualTo(100);
    assertThat(references(block)).isEqualTo(2);
    scenario.ok(scenario.change(source, AttributeChange.ofSize(0)));
    assertThat(new StateFacts(scenario.store()).block(block.block())).isNull();
  }

  @Test
  void aBlockOutlivesTheFileItWasWrittenTo() {
    BlockInfo block = scenario.writeBlock(source, 0, 100);
    clone(source, 0, target, 0, 100);
    scenario.ok(scenario.change(source, AttributeChange.ofSize(0)));
    assertThat(references(block)).isEqualTo(1);
  }

  @Test
  void oneCommandDoesABoundedNumberOfSegments() {
    int max = Limits.SEGMENTS_PER_COMMAND_MAX;
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < max; i++) {
      segments.add(Scenario.inline(i * 10L, 5, 1));
    }
    scenario.ok(Scenario.write(source, segments));
    scenario.ok(Scenario.write(source, List.of(Scenario.inline(max * 10L, 5, 2))));
    assertThat(clone(source, 0, target, 0, 1 << 20)).isEqualTo(max * 10L);
    assertThat(clone(source, max * 10L, target, max * 10L, 1 << 20)).isEqualTo(5);
    InodeId other = scenario.create(InodeId.ROOT, "o");
    scenario.writeBlock(other, 0, 1 << 20);
    assertThat(clone(other, 0, source, 0, 1 << 20)).isEqualTo(max * 10L);
  }

  @Test
  void inlineDataWithoutRoomIsLeftToTheClient() {
    scenario.writeBlock(source, 0, 100);
    scenario.ok(Scenario.write(source, List.of(Scenario.inline(100, 50, 7))));
    scenario.ok(
        Scenario.write(target, List.of(Scenario.inline(5000, InlineSegment.BYTES_MAX - 10, 1))));
    assertThat(clone(source, 0, target, 0, 1000)).isEqualTo(100);
    refused(Errno.E2BIG, source, 100, target, 100, 50);
    assertThat(clone(source, 100, target, 100, 10)).isEqualTo(10);
  }

  @Test
  void rangesAreCheckedAndOnlyRegularFilesCopied() {
    refused(Errno.EINVAL, source, -1, target, 0, 1);
    refused(Errno.EINVAL, source, 0, target, -1, 1);
    refused(Errno.EINVAL, source, 0, target, 0, 0);
    refused(Errno.EFBIG, source, 0, target, 2, Long.MAX_VALUE - 1);
    refused(Errno.EISDIR, InodeId.ROOT, 0, target, 0, 1);
    refused(Errno.EISDIR, source, 0, InodeId.ROOT, 0, 1);
  }

  private long clone(InodeId from, long offset, InodeId to, long targetOffset, long length) {
    Result result = scenario.ok(wish(from, offset, to, targetOffset, length));
    Result.Advanced advanced = (Result.Advanced) result;
    assertThat(advanced.attributes()).isEqualTo(scenario.stat(to));
    return advanced.done();
  }

  private void refused(
      Errno errno, InodeId from, long offset, InodeId to, long targetOffset, long length) {
    scenario.refused(errno, wish(from, offset, to, targetOffset, length));
  }

  private static Mutation wish(
      InodeId from, long offset, InodeId to, long targetOffset, long length) {
    return new Mutation.CloneRange(from, offset, to, targetOffset, length, COPIED);
  }

  private long references(BlockInfo block) {
    BlockRecord record = new Records(scenario.store()).block(block.block());
    return Objects.requireNonNull(record).references();
  }
}
