package io.distfs.server.block.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A block file on the filesystem the tests run on, written past the page cache. */
class MappedMediumTest {
  private static final int PAGE_BYTES = 4096;
  private static final int FILE_BYTES = 4 << 20;

  @TempDir private Path directory;

  private Path file() throws IOException {
    Path file = Files.createFile(directory.resolve("00000000.blk"));
    Preallocation.allocate(file, FILE_BYTES);
    return file;
  }

  @Test
  void thisFilesystemTakesWritesPastThePageCache() throws IOException {
    try (DirectWrites direct = DirectWrites.open(file())) {
      assertThat(direct).as("or the other tests would show nothing").isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4095, 4096, 4097, 12_288, 524_288, 524_289, 1_500_000})
  void writtenIsWhatTheMappingShows(int bytes) throws IOException {
    MappedMedium medium = MappedMedium.map(file());
    byte[] content = content(bytes);
    for (ByteBuffer buffer : new ByteBuffer[] {aligned(content), oneOff(content), heap(content)}) {
      int at = 8 * PAGE_BYTES;
      medium.memory().fill((byte) 7); // in the page cache, and dirty
      medium.force();
      medium.writeDirect(at, buffer);
      assertThat(bytes(medium, at, bytes)).isEqualTo(content);
      assertThat(bytes(medium, at - 1, 1)).containsExactly(7);
      int end = at + (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
      int padding = end - at - bytes;
      assertThat(bytes(medium, at + bytes, padding)).isEqualTo(new byte[padding]);
      assertThat(bytes(medium, end, 1)).containsExactly(7);
      medium.force();
    }
    medium.close();
  }

  @Test
  void bufferIsNotConsumed() throws IOException {
    MappedMedium medium = MappedMedium.map(file());
    ByteBuffer buffer = oneOff(content(5_000));
    medium.writeDirect(0, buffer);
    assertThat(buffer.remaining()).isEqualTo(5_000);
    medium.close();
  }

  @Test
  void pageThatCannotBeReadIsAnErrorAndNotTheEndOfTheProcess() throws IOException {
    Path file = file();
    MappedMedium medium = MappedMedium.map(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(FILE_BYTES / 2);
    }
    medium.load(0, FILE_BYTES / 2);
    assertThatThrownBy(() -> medium.load(FILE_BYTES / 2 - PAGE_BYTES, 2 * PAGE_BYTES))
        .isInstanceOfAny(IOException.class, InternalError.class);
    medium.close();
  }

  private static byte[] content(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }

  private static ByteBuffer aligned(byte[] content) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(content.length + 2 * PAGE_BYTES).alignedSlice(PAGE_BYTES);
    return buffer.put(content).flip();
  }

  private static ByteBuffer oneOff(byte[] content) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(content.length + 2 * PAGE_BYTES).alignedSlice(PAGE_BYTES);
    return buffer.position(1).slice().put(content).flip();
  }

  private static ByteBuffer heap(byte[] content) {
    return ByteBuffer.wrap(content);
  }

  private static byte[] bytes(MappedMedium medium, int offset, int count) {
    MemorySegment range = medium.memory().asSlice(offset, count);
    return range.toArray(ValueLayout.JAVA_BYTE);
  }
}
