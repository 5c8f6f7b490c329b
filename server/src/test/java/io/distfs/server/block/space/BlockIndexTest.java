package io.distfs.server.block.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compact index against a HashMap, and the packing of locations. */
class BlockIndexTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void agreesWithAHashMap(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BlockIndex index = new BlockIndex();
    Map<Long, Long> model = new HashMap<>();
    for (int step = 0; step < 100_000; step++) {
      long block = random.nextInt(5_000) * (seed == 1 ? 1 : 1L << 40);
      switch (random.nextInt(3)) {
        case 0 -> {
          Long old = model.putIfAbsent(block, step + 1L);
          assertThat(index.putIfAbsent(block, step + 1L)).isEqualTo(old == null ? 0 : old);
        }
        case 1 -> {
          Long old = model.remove(block);
          assertThat(index.remove(block)).isEqualTo(old == null ? 0 : old);
        }
        default -> assertThat(index.get(block)).isEqualTo(model.getOrDefault(block, 0L));
      }
    }
    Set<Long> visited = new HashSet<>();
    index.forEach(block -> assertThat(visited.add(block)).isTrue());
    assertThat(visited).isEqualTo(model.keySet());
    assertThat(index.size()).isEqualTo(model.size());
  }

  @Test
  void locationsKeepTheirParts() {
    int[] files = {0, 1, BlockLocation.FILE_MAX};
    int[] units = {0, 1, (1 << 24) - 1};
    int[] lengths = {1, 4096, 4 << 20};
    for (int file : files) {
      for (int unit : units) {
        for (int length : lengths) {
          long location = BlockLocation.of(file, unit, length);
          assertThat(location).isNotEqualTo(BlockLocation.NONE);
          assertThat(BlockLocation.file(location)).isEqualTo(file);
          assertThat(BlockLocation.unit(location)).isEqualTo(unit);
          assertThat(BlockLocation.length(location)).isEqualTo(length);
        }
      }
    }
    assertThatThrownBy(() -> BlockLocation.of(0, 0, 0)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> BlockLocation.of(0, 1 << 24, 1)).isInstanceOf(RuntimeException.class);
  }
}
