package io.distfs.server.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.id.BlockId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations of a store on real, mapped files. */
class BlockStoreTest {
  static final UUID STORE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final long FILE_BYTES = 8 << 20;
  private static final BlockStoreSettings SETTINGS =
      new BlockStoreSettings(2 * FILE_BYTES, FILE_BYTES, 4096, 0);
  private static final BlockId FIRST = new BlockId(101);
  private static final BlockId SECOND = new BlockId(102);

  @TempDir private Path directory;
  private BlockStore store;

  @BeforeEach
  void open() {
    store = BlockStore.open(directory, SETTINGS, STORE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  @Test
  void committedBlockIsReadBackAlsoAfterRestart() {
    int length = 4 << 20;
    CommittedBlock committed = SampleBlocks.write(store, FIRST, length);
    SampleBlocks.requireWhole(store, FIRST, length);
    reopen();
    SampleBlocks.requireWhole(store, FIRST, length);
    BlockDescription description = store.describe(FIRST);
    assertThat(description.length()).isEqualTo(length);
    assertThat(description.checksum()).isEqualTo(committed.checksum());
    assertThat(description.hint()).isEqualTo(SampleBlocks.hint(FIRST));
    assertThat(store.statistics().bitmapWordsRepaired()).isZero();
  }

  @Test
  void rangeIsWidenedToWholeUnitsAndClippedAtTheEnd() {
    SampleBlocks.write(store, FIRST, 10_000);
    try (PinnedBlock pinned = store.read(FIRST, 5_000, 4_000)) {
      assertThat(pinned.offset()).isEqualTo(4_096);
      assertThat(pinned.length()).isEqualTo(10_000 - 4_096);
      assertThat(pinned.checksums().count()).isEqualTo(2);
      ByteBuffer want = ByteBuffer.wrap(SampleBlocks.content(FIRST, 10_000)).slice(4_096, 5_904);
      assertThat(pinned.buffer()).isEqualTo(want);
      assertThat(pinned.checksums().at(0)).isEqualTo(crc(want.slice(0, 4_096)));
      assertThat(pinned.checksums().at(1)).isEqualTo(crc(want.slice(4_096, 1_808)));
    }
  }

  @Test
  void aPlaceLeadsToTheBytesInTheFile() throws IOException {
    SampleBlocks.write(store, SECOND, 5_000);
    SampleBlocks.write(store, FIRST, 10_000);
    BlockPlace place = store.place(FIRST);
    assertThat(place.file()).isAbsolute().hasParent(directory.toAbsolutePath());
    byte[] want = SampleBlocks.content(FIRST, 10_000);
    byte[] have = new byte[10_000];
    try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "r")) {
      file.seek(place.offset());
      file.readFully(have);
    }
    assertThat(have).isEqualTo(want);
    assertThat(place.checksums().count()).isEqualTo(3);
    assertThat(place.checksums().at(2)).isEqualTo(crc(ByteBuffer.wrap(want).slice(8_192, 1_808)));
    store.delete(FIRST);
    SampleBlocks.requireErrno(Errno.ENOENT, () -> store.place(FIRST));
  }

  @Test
  void blockIsInvisibleUntilItsCommitCompletes() {
    BlockWriter writer = store.begin(FIRST, 10, SampleBlocks.hint(FIRST));
    writer.write(0, ByteBuffer.allocate(10));
    assertThat(store.contains(FIRST)).isFalse();
    SampleBlocks.requireErrno(Errno.ENOENT, () -> store.read(FIRST, 0, 10).close());
    SampleBlocks.await(writer.commit());
    assertThat(store.contains(FIRST)).isTrue();
  }

  @Test
  void pieceThatDoesNotMatchItsChecksumsAbandonsTheBlock() {
    BlockWriter writer = store.begin(FIRST, 8_192, SampleBlocks.hint(FIRST));
    ByteBuffer bytes = ByteBuffer.wrap(SampleBlocks.content(FIRST, 8_192));
    int good = crc(bytes.slice(0, 4_096));
    FsException refused =
        SampleBlocks.requireErrno(
            Errno.EBADMSG, () -> writer.write(0, bytes, Checksums.wrap(good, 77)));
    assertThat(refused).hasMessageContaining("4096").hasMessageContaining("0000004d");
    assertThat(store.statistics().checksumMismatches()).isEqualTo(1);
    SampleBlocks.requireErrno(Errno.EINVAL, () -> SampleBlocks.await(writer.commit()));
    assertThat(store.usage().usedBytes()).isZero();
    SampleBlocks.write(store, FIRST, 8_192); // the id may be tried again
  }

  @Test
  void piecesWithTheWritersChecksumsAreAccepted() {
    BlockWriter writer = store.begin(FIRST, 9_000, SampleBlocks.hint(FIRST));
    ByteBuffer bytes = ByteBuffer.wrap(SampleBlocks.content(FIRST, 9_000));
    writer.write(0, bytes.slice(0, 4_096), Checksums.wrap(crc(bytes.slice(0, 4_096))));
    ByteBuffer rest = bytes.slice(4_096, 4_904);
    writer.write(
        4_096,
        rest.duplicate(),
        Checksums.wrap(crc(rest.slice(0, 4_096)), crc(rest.slice(4_096, 808))));
    SampleBlocks.await(writer.commit());
    SampleBlocks.requireWhole(store, FIRST, 9_000);
  }

  @Test
  void checksumOfChecksumsIsOverTheirLittleEndianBytes() {
    CommittedBlock committed = SampleBlocks.write(store, FIRST, 4_097);
    ByteBuffer bytes = ByteBuffer.wrap(SampleBlocks.content(FIRST, 4_097));
    ByteBuffer sums = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    sums.putInt(crc(bytes.slice(0, 4_096))).putInt(crc(bytes.slice(4_096, 1))).flip();
    assertThat(committed.checksum()).isEqualTo(crc(sums));
  }

  @Test
  void piecesOutOfOrderOrTooLongAreRefused() {
    BlockWriter gap = store.begin(FIRST, 100, SampleBlocks.hint(FIRST));
    SampleBlocks.requireErrno(Errno.EINVAL, () -> gap.write(10, ByteBuffer.allocate(10)));
    BlockWriter overlong = store.begin(FIRST, 100, SampleBlocks.hint(FIRST));
    SampleBlocks.requireErrno(Errno.EINVAL, () -> overlong.write(0, ByteBuffer.allocate(101)));
    BlockWriter incomplete = store.begin(FIRST, 100, SampleBlocks.hint(FIRST));
    incomplete.write(0, ByteBuffer.allocate(99));
    SampleBlocks.requireErrno(Errno.EINVAL, () -> SampleBlocks.await(incomplete.commit()));
    assertThat(store.usage().usedBytes()).isZero();
  }

  @Test
  void blockIsWrittenOnce() {
    SampleBlocks.write(store, FIRST, 10);
    SampleBlocks.requireErrno(Errno.EEXIST, () -> store.begin(FIRST, 10, SampleBlocks.hint(FIRST)));
    try (BlockWriter writer = store.begin(SECOND, 10, SampleBlocks.hint(SECOND))) {
      SampleBlocks.requireErrno(
          Errno.EEXIST, () -> store.begin(SECOND, 10, SampleBlocks.hint(SECOND)));
      assertThat(writer.position()).isZero();
    }
  }

  @Test
  void lengthsOutOfRangeAreRefused() {
    for (int length : new int[] {-1, 0, (4 << 20) + 1}) {
      SampleBlocks.requireErrno(
          Errno.EINVAL, () -> store.begin(FIRST, length, SampleBlocks.hint(FIRST)));
    }
    SampleBlocks.write(store, FIRST, 100);
    SampleBlocks.requireErrno(Errno.EINVAL, () -> store.read(FIRST, 90, 11).close());
    SampleBlocks.requireErrno(Errno.EINVAL, () -> store.read(FIRST, -1, 5).close());
    SampleBlocks.requireErrno(Errno.EINVAL, () -> store.read(FIRST, 0, 0).close());
  }

  @Test
  void fullStoreSaysSoAndStaysReadableAndDeletesMakeRoom() {
    List<BlockId> written = fill(1 << 20);
    assertThat(written).hasSizeGreaterThan(10);
    written.forEach(block -> SampleBlocks.requireWhole(store, block, 1 << 20));
    assertThat(store.usage().freeBytes()).isLessThan(2 << 20);
    assertThat(store.delete(written.get(3))).isTrue();
    SampleBlocks.write(store, FIRST, 1 << 20); // waits for the force that frees the space
    SampleBlocks.requireWhole(store, FIRST, 1 << 20);
  }

  private List<BlockId> fill(int length) {
    List<BlockId> written = new ArrayList<>();
    while (true) {
      BlockId block = new BlockId(1_000 + written.size());
      try {
        SampleBlocks.write(store, block, length);
      } catch (FsException e) {
        assertThat(e.errno()).isEqualTo(Errno.ENOSPC);
        return written;
      }
      written.add(block);
    }
  }

  @Test
  void pinnedSpaceIsNotReusedUntilReleased() {
    List<BlockId> written = fill(1 << 20);
    BlockId pinnedBlock = written.get(0);
    byte[] want = SampleBlocks.content(pinnedBlock, 1 << 20);
    try (PinnedBlock pinned = store.read(pinnedBlock, 0, 1 << 20)) {
      assertThat(store.delete(pinnedBlock)).isTrue();
      SampleBlocks.requireErrno(
          Errno.ENOSPC, () -> store.begin(FIRST, 1 << 20, SampleBlocks.hint(FIRST)));
      assertThat(pinned.buffer()).isEqualTo(ByteBuffer.wrap(want));
      SampleBlocks.requireErrno(Errno.ENOENT, () -> store.read(pinnedBlock, 0, 1).close());
    }
    SampleBlocks.write(store, FIRST, 1 << 20);
  }

  @Test
  void deletedBlockStaysDeletedAfterRestart() {
    SampleBlocks.write(store, FIRST, 5_000);
    SampleBlocks.write(store, SECOND, 5_000);
    assertThat(store.delete(FIRST)).isTrue();
    assertThat(store.delete(FIRST)).isFalse();
    reopen();
    assertThat(store.contains(FIRST)).isFalse();
    SampleBlocks.requireWhole(store, SECOND, 5_000);
    assertThat(store.usage().blocks()).isEqualTo(1);
  }

  @Test
  void writtenSpaceIsReusedBeforeANewFileIsMade() {
    for (int i = 0; i < 40; i++) {
      BlockId block = new BlockId(500 + i);
      SampleBlocks.write(store, block, 1 << 20);
      store.delete(block);
    }
    assertThat(directory.resolve("00000000.blk")).exists();
    assertThat(directory.resolve("00000001.blk")).doesNotExist();
  }

  @Test
  void smallBlocksWasteLessThanAUnit() {
    for (int i = 0; i < 50; i++) {
      SampleBlocks.write(store, new BlockId(1 + i), 70 << 10);
    }
    assertThat(store.usage().usedBytes()).isEqualTo(50 * (72L << 10));
  }

  @Test
  void forEachVisitsEveryBlockOnce() {
    List<BlockId> want = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      BlockId block = new BlockId(i * 7919L);
      SampleBlocks.write(store, block, 100);
      want.add(block);
    }
    List<BlockId> visited = new ArrayList<>();
    store.forEach(visited::add);
    assertThat(visited).containsExactlyInAnyOrderElementsOf(want);
  }

  @Test
  void commitsOfManyWritersShareForces() {
    List<CompletableFuture<CommittedBlock>> commits = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      commits.add(SampleBlocks.commit(store, new BlockId(1 + i), 4_096));
    }
    commits.forEach(SampleBlocks::await);
    assertThat(store.statistics().blocksForced()).isEqualTo(200);
    assertThat(store.statistics().forces()).isLessThanOrEqualTo(200);
  }

  @Test
  void closedStoreRefuses() {
    store.close();
    SampleBlocks.requireErrno(Errno.EIO, () -> store.read(FIRST, 0, 1).close());
    SampleBlocks.requireErrno(Errno.EIO, () -> store.begin(FIRST, 1, SampleBlocks.hint(FIRST)));
  }

  static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }
}
