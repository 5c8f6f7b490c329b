package io.distfs.server.block;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.server.block.medium.MappedDirectory;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.BlockId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory of a store: its lock, drafts and seals, on a real filesystem. */
class BlockDirectoryTest {
  private static final long FILE_BYTES = 1 << 20;
  private static final BlockStoreSettings SETTINGS =
      new BlockStoreSettings(4 * FILE_BYTES, FILE_BYTES, 4096, 0);
  private static final BlockId BLOCK = new BlockId(5);

  @TempDir private Path directory;

  private BlockStore open() {
    return BlockStore.open(directory, SETTINGS, BlockStoreTest.STORE);
  }

  @Test
  void secondOpenerIsRefusedUntilTheFirstCloses() {
    try (BlockStore first = open()) {
      FsException refused = SampleBlocks.requireErrno(Errno.EBUSY, this::open);
      assertThat(refused).hasMessageContaining(directory.toString());
      assertThat(first.usage().blocks()).isZero();
    }
    open().close();
  }

  @Test
  void refusedOpeningLeavesTheDirectoryFree() {
    try (BlockStore store = open()) {
      SampleBlocks.write(store, BLOCK, 100);
    }
    SampleBlocks.requireErrno(
        Errno.EINVAL, () -> BlockStore.open(directory, SETTINGS, new UUID(3, 4)));
    try (BlockStore store = open()) {
      SampleBlocks.requireWhole(store, BLOCK, 100);
    }
  }

  @Test
  void draftsOfACrashAreRemoved() throws IOException {
    Path draft = Files.writeString(directory.resolve("00000003.draft"), "cut short");
    open().close();
    assertThat(draft).doesNotExist();
  }

  @Test
  void blockFilesHaveNoHoles() throws IOException, InterruptedException {
    try (BlockStore store = open()) {
      SampleBlocks.write(store, BLOCK, 100);
    }
    Path file = directory.resolve("00000000.blk");
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    long sectors =
        Long.parseLong(new String(stat.getInputStream().readAllBytes(), US_ASCII).strip());
    assertThat(stat.waitFor()).isZero();
    assertThat(sectors * 512).isGreaterThanOrEqualTo(FILE_BYTES);
  }

  @Test
  void sealOutlivesTheProcess() {
    try (BlockStore store = open()) {
      SampleBlocks.write(store, BLOCK, 100);
    }
    try (MappedDirectory taken = MappedDirectory.take(directory)) {
      taken.seal(0, "for the test");
    }
    assertThat(directory.resolve("00000000.sealed")).hasContent("for the test");
    try (BlockStore store = open()) {
      SampleBlocks.requireWhole(store, BLOCK, 100);
      SampleBlocks.write(store, new BlockId(6), 100);
      assertThat(directory.resolve("00000001.blk")).exists();
    }
  }

  @Test
  void truncatedBlockFileIsRefusedBeforeItIsTouched() throws IOException {
    try (BlockStore store = open()) {
      SampleBlocks.write(store, BLOCK, 100);
    }
    try (FileChannel file =
        FileChannel.open(directory.resolve("00000000.blk"), StandardOpenOption.WRITE)) {
      file.truncate(FILE_BYTES - 4096);
    }
    FsException refused = SampleBlocks.requireErrno(Errno.EIO, this::open);
    assertThat(refused).hasMessageContaining(Long.toString(FILE_BYTES - 4096));
  }

  @Test
  void directoryThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    FsException refused =
        SampleBlocks.requireErrno(
            Errno.EIO, () -> BlockStore.open(file, SETTINGS, BlockStoreTest.STORE));
    assertThat(refused).hasMessageContaining(file.toString());
  }

  @Test
  void spaceIsUsedAgainByBlocksOfOtherSizesWhateverWasReadThereBefore() {
    int fileBytes = 8 << 20; // beyond 2 MiB and a little, data goes past the page cache
    BlockStoreSettings settings = new BlockStoreSettings(fileBytes, fileBytes, 4096, 0);
    Random random = new Random(1);
    Map<BlockId, Integer> blocks = new HashMap<>();
    try (BlockStore store = BlockStore.open(directory, settings, BlockStoreTest.STORE)) {
      for (int i = 1; i <= 200; i++) {
        BlockId block = new BlockId(i);
        int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 1 << 20 : 20_000);
        SampleBlocks.write(store, block, length);
        blocks.put(block, length);
        blocks.forEach((id, bytes) -> SampleBlocks.requireWhole(store, id, bytes));
        if (store.usage().usedBytes() > fileBytes / 2) {
          blocks.keySet().forEach(store::delete);
          blocks.clear();
          store.sync();
        }
      }
      assertThat(store.statistics().filesSealed()).isZero();
    }
    try (BlockStore store = BlockStore.open(directory, settings, BlockStoreTest.STORE)) {
      blocks.forEach((id, bytes) -> SampleBlocks.requireWhole(store, id, bytes));
    }
  }
}
