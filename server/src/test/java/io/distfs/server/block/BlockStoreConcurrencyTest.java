package io.distfs.server.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.server.block.format.Geometry;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.BlockId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many writers, readers and deleters at once, in little space, so that everything is reused. */
class BlockStoreConcurrencyTest {
  private static final long FILE_BYTES = 4 << 20;
  private static final BlockStoreSettings SETTINGS =
      new BlockStoreSettings(2 * FILE_BYTES, FILE_BYTES, 4096, 0);
  private static final int WRITERS = 4;
  private static final int READERS = 4;
  private static final int BLOCKS_PER_WRITER = 250;
  private static final int KEPT_MAX = 24;

  /**
   * So short that a gap is always long enough: at most 36 runs are in use (those kept, and one for
   * each writer and reader and one more that each writer may keep), with as many gaps and one more
   * per file, and 74 times this is less than both files hold.
   */
  private static final int LENGTH_LIMIT = 100_000;

  private final ConcurrentHashMap<BlockId, Integer> present = new ConcurrentHashMap<>();

  @TempDir private Path directory;

  @Test
  void readersSeeWholeBlocksOrNoneWhileSpaceIsReused() {
    try (BlockStore store = BlockStore.open(directory, SETTINGS, BlockStoreTest.STORE);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS)) {
      List<CompletableFuture<Void>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        long first = 1 + i * 1_000_000L;
        writers.add(CompletableFuture.runAsync(() -> write(store, first), threads));
      }
      CompletableFuture<Void> written =
          CompletableFuture.allOf(writers.toArray(new CompletableFuture<?>[0]));
      List<CompletableFuture<Void>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(CompletableFuture.runAsync(() -> read(store, written), threads));
      }
      SampleBlocks.await(written);
      readers.forEach(SampleBlocks::await);
      present.forEach((block, length) -> SampleBlocks.requireWhole(store, block, length));
      assertThat(store.usage().blocks()).isEqualTo(present.size());
      assertThat(store.statistics().checksumMismatches()).isZero();
    }
  }

  /** As many equal blocks as there are writers fill the store: no gap is ever too short. */
  @Test
  void spaceOfDeletedBlocksIsFoundWhileOthersForceIt() {
    long fileBytes = 1 << 20;
    BlockStoreSettings oneFile = new BlockStoreSettings(fileBytes, fileBytes, 4096, 0);
    Geometry geometry = Geometry.of(fileBytes, oneFile.unitBytes());
    int length = geometry.unitCount() / WRITERS * geometry.unitBytes();
    try (BlockStore store = BlockStore.open(directory, oneFile, BlockStoreTest.STORE);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<CompletableFuture<Void>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        long first = 1 + i * 1_000_000L;
        writers.add(CompletableFuture.runAsync(() -> rewrite(store, first, length), threads));
      }
      writers.forEach(SampleBlocks::await);
      assertThat(store.usage().blocks()).isZero();
      assertThat(store.usage().usedBytes()).isZero();
    }
  }

  private static void rewrite(BlockStore store, long first, int length) {
    for (int i = 0; i < BLOCKS_PER_WRITER; i++) {
      BlockId block = new BlockId(first + i);
      SampleBlocks.write(store, block, length);
      assertThat(store.delete(block)).isTrue();
    }
  }

  private void write(BlockStore store, long first) {
    SplittableRandom random = new SplittableRandom(first);
    for (int i = 0; i < BLOCKS_PER_WRITER; i++) {
      while (present.size() > KEPT_MAX) {
        deleteAny(store);
      }
      BlockId block = new BlockId(first + i);
      int length = 1 + random.nextInt(LENGTH_LIMIT);
      SampleBlocks.write(store, block, length);
      present.put(block, length);
    }
  }

  private void deleteAny(BlockStore store) {
    for (BlockId block : present.keySet()) {
      if (present.remove(block) != null) {
        assertThat(store.delete(block)).isTrue();
        return;
      }
    }
  }

  private void read(BlockStore store, CompletableFuture<Void> until) {
    while (!until.isDone()) {
      present.forEach(
          (block, length) -> {
            try {
              SampleBlocks.requireWhole(store, block, length);
            } catch (FsException e) {
              assertThat(e.errno()).isEqualTo(Errno.ENOENT); // deleted meanwhile
            }
          });
    }
  }
}
