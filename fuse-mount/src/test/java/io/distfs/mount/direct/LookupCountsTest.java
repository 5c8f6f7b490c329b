package io.distfs.mount.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookupCountsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aPlainMapCountsTheSame(long seed) {
    Random random = new Random(seed);
    LookupCounts counts = new LookupCounts();
    Map<Long, Long> model = new HashMap<>();
    int inodes = 20 << random.nextInt(10);
    for (int step = 0; step < 100_000; step++) {
      long inode = 1L + random.nextInt(inodes);
      long held = model.getOrDefault(inode, 0L);
      if (held > 0 && random.nextInt(100) < 55) {
        long forgotten = 1 + random.nextLong(held);
        counts.forget(inode, forgotten);
        model.put(inode, held - forgotten);
      } else {
        counts.add(inode);
        model.put(inode, held + 1);
      }
    }
    for (long inode = 1; inode <= inodes; inode++) {
      assertThat(counts.isKnown(inode))
          .as("inode %s, seed %s", inode, seed)
          .isEqualTo(model.getOrDefault(inode, 0L) > 0);
    }
    assertThat(counts.inodes()).isEqualTo(model.values().stream().filter(held -> held > 0).count());
  }

  @Test
  void whatWasNeverGivenCanBeForgotten() {
    LookupCounts counts = new LookupCounts();
    counts.forget(7, 3);
    assertThat(counts.isKnown(7)).isFalse();
    assertThat(counts.inodes()).isZero();
  }

  @Test
  void threadsCountTogether() throws InterruptedException {
    LookupCounts counts = new LookupCounts();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int round = 0; round < 20_000; round++) {
                      counts.add(1L + round % 500);
                    }
                    for (int round = 0; round < 20_000; round++) {
                      counts.forget(1L + round % 500, 1);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counts.inodes()).isZero();
  }
}
