package io.distfs.client.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.client.block.BlockRange;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.transport.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SpansAheadTest {
  private static final int LENGTH = 8192;

  private final SpansAhead spans = new SpansAhead(2);
  private final BlockInfo block =
      new BlockInfo(new BlockId(1), 4 << 20, 0, List.of(new ServerId(1)), 3);
  private final AtomicInteger givenBack = new AtomicInteger();

  private SpanAhead begin(int index) {
    return Objects.requireNonNull(spans.begin(block, index)).span();
  }

  private BlockRange range(int offset) {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      bytes.put(i, (byte) (i >> 8));
    }
    return new BlockRange(offset, Payload.of(givenBack::incrementAndGet, bytes));
  }

  @Test
  void aSpanReadToItsEndIsGivenBackOnce() {
    SpanAhead span = begin(0);
    span.arrived(range(0));
    ByteBuffer first = ByteBuffer.allocate(5000);
    assertThat(span.copy(0, first)).isEqualTo(new SpanAhead.Copied(5000, false));
    ByteBuffer rest = ByteBuffer.allocate(5000);
    assertThat(span.copy(5000, rest)).isEqualTo(new SpanAhead.Copied(LENGTH - 5000, true));
    assertThat(rest.get(0)).isEqualTo((byte) (5000 >> 8));
    assertThat(givenBack).hasValue(1);
    assertThat(span.copy(0, ByteBuffer.allocate(1))).isEqualTo(new SpanAhead.Copied(0, false));
    assertThat(span.take()).isNull();
    assertThat(givenBack).hasValue(1);
  }

  @Test
  void aSpanIsBegunOnce() {
    SpanAhead span = begin(0);
    assertThat(spans.begin(block, 0)).isNull();
    assertThat(spans.get(block.block(), 0)).isSameAs(span);
    spans.remove(span);
    assertThat(spans.get(block.block(), 0)).isNull();
    assertThat(begin(0)).isNotSameAs(span);
  }

  @Test
  void theOldestThatArrivedMakesRoom() {
    SpanAhead first = begin(0);
    SpanAhead second = begin(1);
    assertThat(spans.begin(block, 2)).as("both are on their way").isNull();
    second.arrived(range(0));
    SpansAhead.Begun third = Objects.requireNonNull(spans.begin(block, 2));
    assertThat(third.displaced()).isSameAs(second);
    Objects.requireNonNull(second.take()).close();
    assertThat(givenBack).hasValue(1);
    assertThat(spans.get(block.block(), 0)).isSameAs(first);
    assertThat(spans.get(block.block(), 1)).isNull();
  }

  @Test
  void aDisplacedSpanIsNotTakenForItsSuccessor() {
    SpanAhead before = begin(0);
    spans.remove(before);
    SpanAhead after = begin(0);
    spans.remove(before);
    assertThat(spans.get(block.block(), 0)).isSameAs(after);
  }
}
