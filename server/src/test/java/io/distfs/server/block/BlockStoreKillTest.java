package io.distfs.server.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.BlockId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that writes blocks, for real, and looks for every promise it was given. */
class BlockStoreKillTest {
  private static final int ACKNOWLEDGEMENTS_MAX = 300;

  @TempDir private Path directory;
  private final Map<BlockId, Integer> acknowledged = new HashMap<>();
  private final Set<BlockId> deleted = new HashSet<>();

  @Test
  void acknowledgedBlocksSurviveKillsUnderLoad() throws IOException, InterruptedException {
    killRounds(3, 1);
  }

  @Test
  @Tag("full")
  void acknowledgedBlocksSurviveTwentyKillsUnderLoad() throws IOException, InterruptedException {
    killRounds(20, 2);
  }

  private void killRounds(int rounds, long seed) throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < rounds; round++) {
      Process victim = start(1 + round * 1_000_000L);
      try (BufferedReader lines = victim.inputReader(StandardCharsets.UTF_8)) {
        int before = acknowledged.size();
        read(lines, 1 + random.nextInt(ACKNOWLEDGEMENTS_MAX));
        victim.toHandle().destroyForcibly(); // not Process.destroyForcibly: it closes the pipe
        read(lines, Integer.MAX_VALUE);
        assertThat(victim.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(acknowledged.size()).as("round %d, seed %d", round, seed).isGreaterThan(before);
      } finally {
        victim.destroyForcibly();
      }
      check();
    }
  }

  private Process start(long firstId) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            BlockStoreVictim.class.getName(),
            directory.toString(),
            Long.toString(firstId))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Reads what the victim says, up to so many lines or until it is dead. */
  private void read(BufferedReader lines, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      String line = lines.readLine();
      if (line == null) {
        return;
      }
      String[] words = line.split(" ", -1);
      BlockId block = new BlockId(Long.parseLong(words[1]));
      if (words[0].equals("ack")) {
        acknowledged.put(block, Integer.parseInt(words[2]));
      } else {
        deleted.add(block);
      }
    }
  }

  private void check() {
    try (BlockStore store =
        BlockStore.open(directory, BlockStoreVictim.SETTINGS, BlockStoreTest.STORE)) {
      acknowledged.keySet().removeAll(deleted);
      acknowledged.forEach((block, length) -> SampleBlocks.requireWhole(store, block, length));
      List<BlockId> others = new ArrayList<>();
      store.forEach(others::add);
      others.removeAll(acknowledged.keySet());
      for (BlockId block : others) {
        requireWholeOrRefused(store, block);
        store.delete(block);
      }
      assertThat(store.usage().blocks()).isEqualTo(acknowledged.size());
    }
  }

  private static void requireWholeOrRefused(BlockStore store, BlockId block) {
    try {
      SampleBlocks.requireWhole(store, block, store.describe(block).length());
    } catch (FsException e) {
      assertThat(e.errno()).isEqualTo(Errno.EIO);
    }
  }
}
