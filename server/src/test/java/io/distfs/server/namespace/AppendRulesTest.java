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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What O_APPEND promises: data lands behind the end as it is then, in one piece. */
class AppendRulesTest {
  private static final Timestamp WRITTEN = new Timestamp(5, 5);
  private final Scenario scenario = new Scenario();
  private final InodeId file = scenario.create(InodeId.ROOT, "f");

  @AfterEach
  void theStructureIsSound() {
    assertThat(scenario.problems()).isEmpty();
  }

  @Test
  void eachAppendLandsBehindTheOneBefore() {
    assertThat(append(List.of(Scenario.inline(0, 10, 1))).offset()).isZero();
    assertThat(append(List.of(Scenario.inline(0, 5000, 2))).offset()).isEqualTo(10);
    Result.Appended third = append(List.of(Scenario.inline(0, 1, 3)));

    assertThat(third.offset()).isEqualTo(5010);
    assertThat(third.attributes()).isEqualTo(scenario.stat(file));
    Attributes attributes = scenario.stat(file);
    assertThat(attributes.size()).isEqualTo(5011);
    assertThat(attributes.times().mtime()).isEqualTo(WRITTEN);
    assertThat(attributes.times().ctime()).isEqualTo(scenario.now());
  }

  @Test
  void blockDataAndInlineDataOfOneCommandLieTogetherInOrder() {
    scenario.ok(Scenario.write(file, List.of(Scenario.inline(90, 10, 1))));
    BlockInfo block = scenario.block(300);
    Result.Appended appended =
        append(List.of(Scenario.extent(0, 300, block, 0), Scenario.inline(300, 7, 2)), block);

    assertThat(appended.offset()).isEqualTo(100);
    assertThat(scenario.map(file).segments())
        .containsExactly(
            Scenario.inline(90, 10, 1),
            Scenario.extent(100, 300, block, 0),
            Scenario.inline(400, 7, 2));
  }

  @Test
  void anAppendFollowsTheSizeNotTheData() {
    scenario.ok(scenario.change(file, AttributeChange.ofSize(1000)));
    assertThat(append(List.of(Scenario.inline(0, 10, 1))).offset()).isEqualTo(1000);
    scenario.ok(scenario.change(file, AttributeChange.ofSize(3)));
    assertThat(append(List.of(Scenario.inline(0, 10, 1))).offset()).isEqualTo(3);
  }

  @Test
  void holesWithinAnAppendAndEmptyOnesAreRefused() {
    refused(Errno.EINVAL, List.of());
    refused(Errno.EINVAL, List.of(Scenario.inline(1, 10, 1)));
    refused(Errno.EINVAL, List.of(Scenario.inline(0, 10, 1), Scenario.inline(11, 10, 1)));
  }

  @Test
  void inlineLimitsHoldAndNothingOfARefusedAppendStays() {
    append(List.of(Scenario.inline(0, InlineSegment.BYTES_MAX, 1)));
    refused(Errno.E2BIG, List.of(Scenario.inline(0, 1, 1)));
    BlockInfo block = scenario.block(1);
    assertThat(append(List.of(Scenario.extent(0, 1, block, 0)), block).offset())
        .isEqualTo(InlineSegment.BYTES_MAX);
  }

  @Test
  void anAppendBeyondTheGreatestSizeIsRefused() {
    scenario.ok(scenario.change(file, AttributeChange.ofSize(Long.MAX_VALUE - 10)));
    refused(Errno.EFBIG, List.of(Scenario.inline(0, 11, 1)));
    append(List.of(Scenario.inline(0, 10, 1)));
    assertThat(scenario.stat(file).size()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void onlyRegularFilesAreAppendedTo() {
    scenario.refused(
        Errno.EISDIR,
        new Mutation.AppendData(
            InodeId.ROOT, List.of(Scenario.inline(0, 1, 1)), List.of(), WRITTEN));
  }

  private Result.Appended append(List<Segment> segments, BlockInfo... blocks) {
    return (Result.Appended)
        scenario.ok(new Mutation.AppendData(file, segments, List.of(blocks), WRITTEN));
  }

  private void refused(Errno errno, List<Segment> segments) {
    scenario.refused(errno, new Mutation.AppendData(file, segments, List.of(), WRITTEN));
  }
}
