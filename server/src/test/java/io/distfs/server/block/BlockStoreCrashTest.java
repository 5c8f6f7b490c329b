package io.distfs.server.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.distfs.server.block.format.FileState;
import io.distfs.server.block.format.Geometry;
import io.distfs.server.block.format.SlotCodec;
import io.distfs.server.block.format.SuperblockCodec;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.BlockId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Random operations and power cuts on a device that keeps, drops or tears what was not forced,
 * against a model of plain maps. A failure names its seed.
 */
class BlockStoreCrashTest {
  private static final UUID STORE = new UUID(0x1122334455667788L, 0x99aabbccddeeff00L);
  private static final long FILE_BYTES = 512 << 10;
  private static final BlockStoreSettings SETTINGS =
      new BlockStoreSettings(3 * FILE_BYTES, FILE_BYTES, 4096, 0);
  private static final int BLOCK_BYTES_LIMIT = 60_000;
  private static final int STEPS = 600;

  /** Seals and torn slots are what this test makes by the hundred. */
  @BeforeAll
  static void quiet() {
    ((Logger) LoggerFactory.getLogger("io.distfs.server.block")).setLevel(Level.OFF);
  }

  @AfterAll
  static void loud() {
    ((Logger) LoggerFactory.getLogger("io.distfs.server.block")).setLevel(null);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void acknowledgedBlocksSurvivePowerCutsAndPhantomsAreRefused(long seed) {
    new Life(seed).live();
  }

  @Test
  @Tag("full")
  void acknowledgedBlocksSurviveThousandsOfPowerCuts() {
    for (long seed = 1000; seed < 2000; seed++) {
      new Life(seed).live();
    }
  }

  /** One store through many crashes, and the model of it. */
  private static final class Life {
    private final long seed;
    private final SplittableRandom random;
    private final Deque<Runnable> forces = new ArrayDeque<>();
    private final Map<BlockId, Integer> lengths = new HashMap<>();
    private final Map<BlockId, CompletableFuture<CommittedBlock>> pending = new HashMap<>();
    private final Set<BlockId> acknowledged = new HashSet<>();
    private final Set<BlockId> deleted = new HashSet<>();
    private final Set<BlockId> gone = new HashSet<>();
    private final List<BlockWriter> writers = new ArrayList<>();
    private final List<PinnedBlock> pins = new ArrayList<>();
    private FaultyDirectory directory = new FaultyDirectory(Long.MAX_VALUE);
    private BlockStore store;
    private long nextBlock = 1;

    Life(long seed) {
      this.seed = seed;
      random = new SplittableRandom(seed);
      store = open();
    }

    void live() {
      int step = 0;
      try {
        for (; step < STEPS; step++) {
          step();
        }
        crash();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", step " + step, e);
      }
    }

    private void step() {
      switch (random.nextInt(24)) {
        case 0, 1, 2, 3, 4, 5 -> orNoSpace(this::commitWhole);
        case 6, 7 -> orNoSpace(this::beginPartly);
        case 8 -> abandonOne();
        case 9, 10, 11, 12 -> deleteOne();
        case 13, 14, 15 -> runForces();
        case 16, 17 -> directory.media().forEach(medium -> medium.writeBackSome(random));
        case 18 -> pinOne();
        case 19 -> unpinOne();
        case 20 -> syncDeletes();
        case 21 -> maybe(3, this::crash);
        case 22 -> maybe(3, this::crashAtAForce);
        default -> maybe(4, this::restart);
      }
    }

    private void maybe(int oneIn, Runnable action) {
      if (random.nextInt(oneIn) == 0) {
        action.run();
      }
    }

    private BlockStore open() {
      forces.clear();
      return BlockStore.open(directory, SETTINGS, STORE, forces::add, () -> {});
    }

    private void orNoSpace(Runnable action) {
      try {
        action.run();
      } catch (FsException e) {
        assertThat(e.errno()).isEqualTo(Errno.ENOSPC);
        deleteOne();
        deleteOne();
      }
    }

    private BlockWriter begin() {
      BlockId block = new BlockId(nextBlock++);
      int length = 1 + random.nextInt(BLOCK_BYTES_LIMIT);
      lengths.put(block, length);
      return store.begin(block, length, SampleBlocks.hint(block));
    }

    private void commitWhole() {
      BlockWriter writer = begin();
      writer.write(0, bytes(writer));
      pending.put(writer.block(), writer.commit());
    }

    private void beginPartly() {
      BlockWriter writer = begin();
      ByteBuffer bytes = bytes(writer);
      writer.write(0, bytes.slice(0, 1 + random.nextInt(writer.length())));
      writers.add(writer);
    }

    private static ByteBuffer bytes(BlockWriter writer) {
      return ByteBuffer.wrap(SampleBlocks.content(writer.block(), writer.length()));
    }

    private void abandonOne() {
      if (!writers.isEmpty()) {
        writers.remove(random.nextInt(writers.size())).abandon();
      }
    }

    private void deleteOne() {
      if (!acknowledged.isEmpty()) {
        BlockId block = any(acknowledged);
        assertThat(store.delete(block)).isTrue();
        acknowledged.remove(block);
        deleted.add(block);
      }
    }

    private BlockId any(Set<BlockId> blocks) {
      List<BlockId> sorted = new ArrayList<>(blocks);
      sorted.sort(null);
      return sorted.get(random.nextInt(sorted.size()));
    }

    private void runForces() {
      while (!forces.isEmpty()) {
        forces.remove().run();
      }
      acknowledge();
    }

    private void acknowledge() {
      pending
          .entrySet()
          .removeIf(
              entry -> {
                boolean done = entry.getValue().isDone();
                if (done && !entry.getValue().isCompletedExceptionally()) {
                  acknowledged.add(entry.getKey());
                }
                return done;
              });
    }

    private void pinOne() {
      if (!acknowledged.isEmpty()) {
        BlockId block = any(acknowledged);
        pins.add(store.read(block, 0, length(block)));
      }
    }

    private void unpinOne() {
      if (!pins.isEmpty()) {
        PinnedBlock pinned = pins.remove(random.nextInt(pins.size()));
        byte[] want = SampleBlocks.content(pinned.block(), length(pinned.block()));
        assertThat(pinned.buffer()).as("pinned").isEqualTo(ByteBuffer.wrap(want));
        pinned.close();
      }
    }

    private void syncDeletes() {
      store.sync();
      gone.addAll(deleted);
      deleted.clear();
      acknowledge();
    }

    private void restart() {
      while (!pins.isEmpty()) {
        unpinOne();
      }
      while (!writers.isEmpty()) {
        abandonOne();
      }
      runForces();
      store.close();
      gone.addAll(deleted);
      deleted.clear();
      directory = directory.reopened();
      recoverAndCheck();
      assertThat(store.statistics().bitmapWordsRepaired()).as("after a clean close").isZero();
    }

    /** The device dies under some force to come; whatever the store then says, the power goes. */
    private void crashAtAForce() {
      directory.media().forEach(medium -> medium.failAfter(random.nextInt(2)));
      try {
        commitWhole();
        commitWhole();
        runForces();
      } catch (FsException e) {
        assertThat(e.errno()).isIn(Errno.EIO, Errno.ENOSPC);
      }
      acknowledge();
      crash();
    }

    private void crash() {
      acknowledge();
      pins.clear();
      writers.clear();
      pending.clear();
      directory = directory.crash(random);
      recoverAndCheck();
    }

    private void recoverAndCheck() {
      store = open();
      for (BlockId block : acknowledged) {
        SampleBlocks.requireWhole(store, block, length(block));
      }
      List<BlockId> found = new ArrayList<>();
      store.forEach(found::add);
      found.sort(null);
      found.forEach(this::checkFound);
      checkBitmapsAndSpace();
      assertThat(store.statistics().overlapsResolved()).isZero();
      // The sweep: blocks that no command named are deleted.
      found.stream().filter(block -> !acknowledged.contains(block)).forEach(store::delete);
      store.sync();
      gone.addAll(lengths.keySet());
      gone.removeAll(acknowledged);
      deleted.clear();
    }

    private void checkFound(BlockId block) {
      assertThat(gone).as("risen again").doesNotContain(block);
      try {
        SampleBlocks.requireWhole(store, block, length(block));
      } catch (FsException e) {
        if (acknowledged.contains(block) || deleted.contains(block)) {
          fail("a block that was forced is damaged", e);
        }
        assertThat(e.errno()).isEqualTo(Errno.EIO);
      }
    }

    private void checkBitmapsAndSpace() {
      for (int number : directory.numbers()) {
        FaultyMedium medium = directory.medium(number);
        Geometry geometry = SuperblockCodec.decode(medium.memory(), medium.name()).geometry();
        SlotScan.Found found =
            SlotScan.scan(
                medium.memory(), geometry, new SlotCodec(STORE, number), FileState.IN_USE);
        assertThat(found.bitmapWordsWrong()).as("bitmap of " + medium.name()).isZero();
      }
      long[] used = new long[1];
      store.forEach(block -> used[0] += (store.describe(block).length() + 4095) / 4096 * 4096L);
      assertThat(store.usage().usedBytes()).isEqualTo(used[0]);
    }

    private int length(BlockId block) {
      Integer length = lengths.get(block);
      if (length == null) {
        throw new AssertionError("block nobody wrote: " + block);
      }
      return length;
    }
  }
}
