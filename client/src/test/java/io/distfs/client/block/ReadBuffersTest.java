package io.distfs.client.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.client.fake.FakeClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ReadBuffersTest {
  private final FakeClock clock = new FakeClock();
  private final ReadBuffers buffers = new ReadBuffers(clock);

  @Test
  void aBufferIsAlignedLongEnoughAndUsedAgain() {
    ByteBuffer one = buffers.take();
    ByteBuffer other = buffers.take();
    assertThat(one.remaining()).isGreaterThanOrEqualTo(ReadBuffers.BYTES);
    assertThat(one.alignmentOffset(0, LocalBlocks.PAGE_BYTES)).isZero();
    assertThat(other).isNotSameAs(one);
    one.position(10).limit(20);
    buffers.giveBack(one);
    ByteBuffer again = buffers.take();
    assertThat(again).isSameAs(one);
    assertThat(again.remaining()).isGreaterThanOrEqualTo(ReadBuffers.BYTES);
  }

  @Test
  void noMoreThanTheLimitAreKeptAndNoneForLong() {
    List<ByteBuffer> taken = new ArrayList<>();
    for (int i = 0; i <= ReadBuffers.KEPT_MAX; i++) {
      taken.add(buffers.take());
    }
    taken.forEach(buffers::giveBack);
    assertThat(takeAgain(taken)).isEqualTo(ReadBuffers.KEPT_MAX);

    taken.subList(0, 3).forEach(buffers::giveBack);
    clock.advance(Duration.ofSeconds(9));
    buffers.tick();
    assertThat(takeAgain(taken)).isEqualTo(3);

    taken.subList(0, 3).forEach(buffers::giveBack);
    clock.advance(Duration.ofSeconds(11));
    buffers.tick();
    assertThat(takeAgain(taken)).isZero();
  }

  /** How many of the next ones are among these. */
  private int takeAgain(List<ByteBuffer> known) {
    Set<ByteBuffer> same = Collections.newSetFromMap(new IdentityHashMap<>());
    same.addAll(known);
    int again = 0;
    for (int i = 0; i < known.size(); i++) {
      again += same.contains(buffers.take()) ? 1 : 0;
    }
    return again;
  }
}
