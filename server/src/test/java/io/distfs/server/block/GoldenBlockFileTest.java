package io.distfs.server.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.server.block.format.Bitmap;
import io.distfs.server.block.format.Crc;
import io.distfs.server.block.format.FileState;
import io.distfs.server.block.format.FileStateCodec;
import io.distfs.server.block.format.Geometry;
import io.distfs.server.block.format.LittleEndian;
import io.distfs.server.block.format.SlotCodec;
import io.distfs.server.block.format.SlotHeader;
import io.distfs.server.block.format.Superblock;
import io.distfs.server.block.format.SuperblockCodec;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.BlockPiece;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A block file of format version 1, made once and kept for ever: every later version reads it, and
 * this one writes exactly its bytes. A change that breaks this test needs a new version.
 */
class GoldenBlockFileTest {
  private static final UUID STORE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final String RESOURCE = "/io/distfs/server/block/00000000.v1.blk";
  private static final int FILE_BYTES = 64 << 10;
  private static final long CREATED_MILLIS = 1_700_000_000_000L;

  @TempDir private Path directory;

  private static byte[] golden() throws IOException {
    try (InputStream file = GoldenBlockFileTest.class.getResourceAsStream(RESOURCE)) {
      return Objects.requireNonNull(file).readAllBytes();
    }
  }

  private static byte[] alphabet(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + i % 26);
    }
    return bytes;
  }

  @Test
  void codecsWriteTheGoldenFileByteForByte() throws IOException {
    byte[] file = new byte[FILE_BYTES];
    MemorySegment memory = MemorySegment.ofArray(file);
    Geometry geometry = Geometry.of(FILE_BYTES, 4096);
    SuperblockCodec.encode(memory, new Superblock(STORE, 0, geometry, CREATED_MILLIS));
    Bitmap bitmap = new Bitmap(memory, geometry);
    put(memory, geometry, 1, 0xabc1, 0, "hello, disk".getBytes(StandardCharsets.US_ASCII));
    bitmap.mark(0, 1, true);
    put(memory, geometry, 3, 0xabc2, 2, alphabet(5_000));
    bitmap.mark(2, 2, true);
    FileStateCodec.encode(memory, new FileState(true, bitmap.checksum(), 4));
    assertThat(file).isEqualTo(golden());
  }

  private static void put(
      MemorySegment memory, Geometry geometry, long sequence, long block, int unit, byte[] data) {
    MemorySegment.copy(
        MemorySegment.ofArray(data), 0, memory, geometry.dataOffset(unit), data.length);
    int[] checksums = Crc.ofUnits(memory, geometry.dataOffset(unit), data.length);
    MemorySegment.copy(
        checksums, 0, memory, LittleEndian.INT, geometry.checksumOffset(unit), checksums.length);
    new SlotCodec(STORE, 0)
        .encode(
            memory,
            geometry.slotOffset(unit),
            new SlotHeader(
                sequence,
                block,
                7,
                sequence << 22,
                CREATED_MILLIS + sequence,
                data.length,
                unit,
                Crc.ofChecksums(checksums)));
  }

  @Test
  void goldenFileIsReadAndWrittenOn() throws IOException {
    Files.write(directory.resolve("00000000.blk"), golden());
    BlockStoreSettings settings = new BlockStoreSettings(FILE_BYTES, FILE_BYTES, 4096, 0);
    try (BlockStore store = BlockStore.open(directory, settings, STORE)) {
      assertThat(store.usage().blocks()).isEqualTo(2);
      assertThat(store.statistics().bitmapWordsRepaired()).isZero();
      requireBytes(store, 0xabc1, "hello, disk".getBytes(StandardCharsets.US_ASCII));
      requireBytes(store, 0xabc2, alphabet(5_000));
      BlockDescription description = store.describe(new BlockId(0xabc2));
      assertThat(description.sequence()).isEqualTo(3);
      assertThat(description.hint())
          .isEqualTo(new BlockPiece.Hint(new InodeId(7), 3L << 22, CREATED_MILLIS + 3));
      SampleBlocks.write(store, new BlockId(5), 3_000);
      assertThat(store.describe(new BlockId(5)).sequence()).isEqualTo(4);
    }
  }

  private static void requireBytes(BlockStore store, long block, byte[] want) {
    try (PinnedBlock pinned = store.read(new BlockId(block), 0, want.length)) {
      assertThat(pinned.buffer()).isEqualTo(ByteBuffer.wrap(want));
    }
  }
}
