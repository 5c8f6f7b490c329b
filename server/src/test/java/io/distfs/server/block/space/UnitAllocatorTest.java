package io.distfs.server.block.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The allocator against a naive set of bits. */
class UnitAllocatorTest {
  private static final int UNITS = 300;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void agreesWithASetOfBits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    UnitAllocator allocator = new UnitAllocator(UNITS);
    BitSet used = new BitSet(UNITS);
    List<int[]> runs = new ArrayList<>();
    for (int step = 0; step < 3_000; step++) {
      if (random.nextInt(3) != 0 || runs.isEmpty()) {
        int count = 1 + random.nextInt(40);
        int longest = longestClear(used);
        int start = allocator.allocate(count);
        assertThat(start != UnitAllocator.NONE).as("step %d", step).isEqualTo(longest >= count);
        if (start != UnitAllocator.NONE) {
          assertThat(used.get(start, start + count).isEmpty()).isTrue();
          used.set(start, start + count);
          runs.add(new int[] {start, count});
        }
      } else {
        int[] run = runs.remove(random.nextInt(runs.size()));
        used.clear(run[0], run[0] + run[1]);
        allocator.free(run[0], run[1]);
      }
      assertThat(allocator.freeCount()).isEqualTo(UNITS - used.cardinality());
      assertThat(allocator.longestRun()).isEqualTo(longestClear(used));
    }
  }

  private static int longestClear(BitSet used) {
    int longest = 0;
    for (int at = 0; at < UNITS; ) {
      int start = used.nextClearBit(at);
      int end = used.nextSetBit(start);
      int stop = end < 0 ? UNITS : end;
      longest = Math.max(longest, stop - start);
      at = stop + 1;
    }
    return longest;
  }

  @Test
  void writtenSpaceIsGivenOutBeforeFreshSpace() {
    UnitAllocator allocator = new UnitAllocator(100);
    assertThat(allocator.allocate(10)).isZero();
    assertThat(allocator.allocate(10)).isEqualTo(10);
    assertThat(allocator.allocate(10)).isEqualTo(20);
    allocator.free(0, 10);
    allocator.free(20, 10);
    assertThat(allocator.allocate(10)).isZero();
    assertThat(allocator.allocate(12)).as("grows out of the last hole").isEqualTo(20);
  }

  @Test
  void restoredRunsAreTaken() {
    UnitAllocator allocator = new UnitAllocator(100);
    allocator.restore(10, 5);
    allocator.restore(15, 5);
    allocator.restore(90, 10);
    assertThat(allocator.freeCount()).isEqualTo(80);
    assertThat(allocator.allocate(70)).isEqualTo(20);
    assertThat(allocator.allocate(11)).isEqualTo(UnitAllocator.NONE);
    assertThat(allocator.allocate(10)).isZero();
  }

  @Test
  void givingBackTwiceIsABrokenInvariant() {
    UnitAllocator allocator = new UnitAllocator(100);
    int start = allocator.allocate(10);
    allocator.free(start, 10);
    assertThatThrownBy(() -> allocator.free(start, 10)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> allocator.free(50, 10)).isInstanceOf(IllegalStateException.class);
  }
}
