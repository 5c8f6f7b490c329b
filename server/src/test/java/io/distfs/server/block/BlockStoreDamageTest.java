package io.distfs.server.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.server.block.format.Crc;
import io.distfs.server.block.format.Geometry;
import io.distfs.server.block.format.LittleEndian;
import io.distfs.server.block.format.SlotCodec;
import io.distfs.server.block.format.SlotHeader;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.BlockId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store does about bytes that are not what they were, and devices that fail. */
class BlockStoreDamageTest {
  private static final UUID STORE = BlockStoreTest.STORE;
  private static final int FILE_BYTES = 256 << 10;
  private static final BlockStoreSettings SETTINGS =
      new BlockStoreSettings(2 * FILE_BYTES, FILE_BYTES, 4096, 0);
  private static final Geometry GEOMETRY = Geometry.of(FILE_BYTES, 4096);
  private static final BlockId FIRST = new BlockId(11);
  private static final BlockId SECOND = new BlockId(12);
  private static final int LENGTH = 10_000;

  private FaultyDirectory directory = new FaultyDirectory(Long.MAX_VALUE);
  private BlockStore store;

  @BeforeEach
  void open() {
    store = open(STORE);
  }

  private BlockStore open(UUID id) {
    return BlockStore.open(directory, SETTINGS, id, Runnable::run, () -> {});
  }

  private void reopen() {
    store.close();
    directory = directory.reopened();
    store = open(STORE);
  }

  private MemorySegment memory() {
    return directory.medium(0).memory();
  }

  private void flip(long offset) {
    byte old = memory().get(ValueLayout.JAVA_BYTE, offset);
    memory().set(ValueLayout.JAVA_BYTE, offset, (byte) (old ^ 1));
  }

  @Test
  void flippedDataIsNeverServedUnlessAskedForRaw() {
    SampleBlocks.write(store, FIRST, LENGTH);
    flip(GEOMETRY.dataOffset(0) + 5_000);
    FsException refused =
        SampleBlocks.requireErrno(Errno.EIO, () -> store.read(FIRST, 4_999, 2).close());
    assertThat(refused)
        .hasMessageContaining("memory:0")
        .hasMessageContaining("offset 4096")
        .hasMessageContaining("want")
        .hasMessageContaining("have");
    SampleBlocks.requireErrno(Errno.EIO, () -> store.verify(FIRST));
    assertThat(store.statistics().checksumMismatches()).isEqualTo(2);
    store.read(FIRST, 0, 4_096).close(); // another unit of the block is still good
    try (PinnedBlock raw = store.readRaw(FIRST, 0, LENGTH)) {
      assertThat(raw.length()).isEqualTo(LENGTH);
    }
  }

  @Test
  void flippedStoredChecksumIsNeverBelieved() {
    SampleBlocks.write(store, FIRST, LENGTH);
    SampleBlocks.requireErrno(Errno.EOPNOTSUPP, () -> store.place(FIRST)); // in memory
    flip(GEOMETRY.checksumOffset(0));
    SampleBlocks.requireErrno(Errno.EIO, () -> store.verify(FIRST));
    SampleBlocks.requireErrno(Errno.EIO, () -> store.place(FIRST));
  }

  @Test
  void headerOverDataAndChecksumsOfAnEarlierBlockIsRefused() {
    SampleBlocks.write(store, FIRST, LENGTH);
    store.delete(FIRST);
    store.sync();
    MemorySegment before = MemorySegment.ofArray(memory().toArray(ValueLayout.JAVA_BYTE));
    SampleBlocks.write(store, SECOND, LENGTH);
    // The device kept the slot and lost everything after the slot table.
    long tables = GEOMETRY.checksumsOffset();
    MemorySegment.copy(before, tables, memory(), tables, FILE_BYTES - tables);
    SampleBlocks.requireErrno(Errno.EIO, () -> store.verify(SECOND));
  }

  @Test
  void damagedSlotIsNoBlockAndIsCounted() {
    SampleBlocks.write(store, FIRST, LENGTH);
    SampleBlocks.write(store, SECOND, LENGTH);
    flip(GEOMETRY.slotOffset(0) + 20);
    reopen();
    assertThat(store.contains(FIRST)).isFalse();
    SampleBlocks.requireWhole(store, SECOND, LENGTH);
    assertThat(store.statistics().slotsDamaged()).isEqualTo(1);
  }

  @Test
  void slotOfAnotherFileOrStoreIsNoBlock() {
    SampleBlocks.write(store, FIRST, LENGTH);
    SlotHeader stray = new SlotHeader(9, 77, 0, 0, 0, 100, 8, 0);
    new SlotCodec(STORE, 1).encode(memory(), GEOMETRY.slotOffset(8), stray);
    new SlotCodec(new UUID(STORE.getMostSignificantBits(), 0), 0)
        .encode(memory(), GEOMETRY.slotOffset(9), stray);
    new SlotCodec(STORE, 0).encode(memory(), GEOMETRY.slotOffset(10), stray); // of unit 8
    directory = directory.reopened();
    store = open(STORE);
    assertThat(store.usage().blocks()).isEqualTo(1);
    assertThat(store.statistics().slotsDamaged()).isEqualTo(3);
  }

  @Test
  void newerOfTwoOverlappingBlocksStaysAndTheOlderNeverReturns() {
    SampleBlocks.write(store, FIRST, LENGTH);
    SampleBlocks.write(store, SECOND, LENGTH); // units 3 to 5, sequence 2
    SlotCodec codec = new SlotCodec(STORE, 0);
    codec.encode(memory(), GEOMETRY.slotOffset(4), new SlotHeader(1, 77, 0, 0, 0, 100, 4, 0));
    directory = directory.reopened();
    store = open(STORE);
    assertThat(store.statistics().overlapsResolved()).isEqualTo(1);
    assertThat(store.contains(new BlockId(77))).isFalse();
    SampleBlocks.requireWhole(store, SECOND, LENGTH);
    store.delete(SECOND);
    reopen();
    assertThat(store.contains(new BlockId(77))).isFalse();
  }

  @Test
  void newerOfTwoCopiesOfABlockStays() {
    SampleBlocks.write(store, SECOND, LENGTH);
    SampleBlocks.write(store, FIRST, LENGTH);
    SlotHeader older = new SlotHeader(1, FIRST.value(), 0, 0, 0, 100, 9, 0);
    new SlotCodec(STORE, 0).encode(memory(), GEOMETRY.slotOffset(9), older);
    directory = directory.reopened();
    store = open(STORE);
    SampleBlocks.requireWhole(store, FIRST, LENGTH);
    store.sync();
    assertThat(store.usage().usedBytes()).isEqualTo(6 * 4_096);
  }

  @Test
  void damagedSuperblockIsReadFromItsCopyAndRepaired() {
    SampleBlocks.write(store, FIRST, LENGTH);
    flip(40);
    reopen();
    SampleBlocks.requireWhole(store, FIRST, LENGTH);
    flip(4_096 + 40);
    reopen();
    SampleBlocks.requireWhole(store, FIRST, LENGTH);
    flip(40);
    flip(4_096 + 40);
    assertThatThrownBy(this::reopen).hasMessageContaining("superblock and its copy damaged");
  }

  @Test
  void unknownVersionIsRefused() {
    SampleBlocks.write(store, FIRST, LENGTH);
    for (long page : new long[] {0, 4_096}) {
      memory().set(ValueLayout.JAVA_BYTE, page + 8, (byte) 2);
      int crc = Crc.of(memory(), page, 4_092);
      memory().set(LittleEndian.INT, page + 4_092, crc);
    }
    FsException refused = SampleBlocks.requireErrno(Errno.EOPNOTSUPP, this::reopen);
    assertThat(refused).hasMessageContaining("version 2");
  }

  @Test
  void anotherStoresFilesAreRefused() {
    SampleBlocks.write(store, FIRST, LENGTH);
    store.close();
    directory = directory.reopened();
    FsException refused = SampleBlocks.requireErrno(Errno.EINVAL, () -> open(new UUID(7, 7)));
    assertThat(refused)
        .hasMessageContaining(STORE.toString())
        .hasMessageContaining(new UUID(7, 7).toString());
  }

  @Test
  void failedForceSealsTheFileForEverAndOthersGoOn() {
    SampleBlocks.write(store, FIRST, LENGTH);
    directory.medium(0).failAfter(0);
    CompletableFuture<CommittedBlock> lost = SampleBlocks.commit(store, SECOND, LENGTH);
    SampleBlocks.requireErrno(Errno.EIO, () -> SampleBlocks.await(lost));
    assertThat(store.contains(SECOND)).isFalse();
    SampleBlocks.requireWhole(store, FIRST, LENGTH);
    directory.medium(0).failAfter(1_000); // the device says it is well again: never believed
    SampleBlocks.write(store, new BlockId(13), LENGTH);
    assertThat(directory.numbers()).containsExactly(0, 1);
    assertThat(store.statistics().filesSealed()).isEqualTo(1);
    reopen();
    SampleBlocks.requireWhole(store, FIRST, LENGTH);
    SampleBlocks.write(store, new BlockId(14), LENGTH);
    assertThat(store.statistics().filesSealed()).isEqualTo(1);
    long used = GEOMETRY.dataBytes();
    assertThat(store.usage().freeBytes()).isLessThan(used);
  }

  @Test
  void fullDeviceIsACleanErrorThatLeavesEverythingReadable() {
    directory.usableBytes(FILE_BYTES);
    for (int i = 0; i < 15; i++) {
      SampleBlocks.write(store, new BlockId(100 + i), LENGTH);
    }
    FsException full =
        SampleBlocks.requireErrno(
            Errno.ENOSPC, () -> store.begin(FIRST, 60_000, SampleBlocks.hint(FIRST)));
    assertThat(full).hasMessageContaining("60000");
    for (int i = 0; i < 15; i++) {
      SampleBlocks.requireWhole(store, new BlockId(100 + i), LENGTH);
    }
    assertThat(directory.numbers()).containsExactly(0);
  }
}
