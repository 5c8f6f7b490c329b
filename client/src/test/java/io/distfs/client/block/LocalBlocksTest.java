package io.distfs.client.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distfs.client.clock.Deadline;
import io.distfs.client.fake.FakeClock;
import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.checksum.Crc32c;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.BlockLocate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks out of files of this machine, and every reason to ask the servers instead. */
final class LocalBlocksTest {
  private static final int LENGTH = (1 << 20) - 1000;
  private static final int PLACE = 8192;
  private static final ServerId SERVER = new ServerId(1);

  @TempDir private Path folder;

  private final FakeClock clock = new FakeClock();
  private final FakeCluster cluster = new FakeCluster(1, "127.0.0.1");
  private final LocalBlocks local = new LocalBlocks(cluster, cluster::map, clock);
  private final byte[] bytes = new byte[LENGTH];
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    new Random(7).nextBytes(bytes);
    file = folder.resolve("00000000.blk");
    byte[] whole = new byte[PLACE + (2 << 20)];
    System.arraycopy(bytes, 0, whole, PLACE, LENGTH);
    Files.write(file, whole);
  }

  @AfterEach
  void close() {
    local.close();
  }

  /** A block of that content, said to lie in the file. */
  private BlockInfo block(long id, String path) {
    int[] sums = BlockBuffers.checksums(new ByteBuffer[] {ByteBuffer.wrap(bytes)}, LENGTH);
    BlockInfo block =
        new BlockInfo(
            new BlockId(id),
            LENGTH,
            new Crc32c().ofChecksums(Checksums.wrap(sums)),
            List.of(SERVER),
            1);
    cluster
        .places(1)
        .put(
            block.block(), new BlockLocate.Place(block.block(), path, PLACE, Checksums.wrap(sums)));
    return block;
  }

  private BlockInfo block(long id) {
    return block(id, file.toString());
  }

  private byte @Nullable [] read(BlockInfo block, int offset, int length) {
    try (BlockRange range =
        local.read(block, offset, length, Deadline.in(clock, Duration.ofSeconds(30)))) {
      if (range == null) {
        return null;
      }
      ByteBuffer into = ByteBuffer.allocate(length);
      assertThat(range.copy(offset, into)).isEqualTo(length);
      return into.array();
    }
  }

  private byte[] part(int offset, int length) {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  /** Whether a host is this machine is found out by the first read, which does not wait for it. */
  private void awaitHere() {
    BlockInfo block = block(1);
    await().until(() -> read(block, 0, 1) != null);
  }

  private void overwrite(long offset, int value) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), offset);
    }
  }

  private boolean isOpen() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.anyMatch(LocalBlocksTest.this::leadsToFile);
    }
  }

  private boolean leadsToFile(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false; // closed since it was listed
    }
  }

  @Test
  void everyRangeOfABlockIsReadAndItsPlaceAskedForOnce() {
    awaitHere();
    int before = cluster.locates.get();
    BlockInfo block = block(2);
    assertThat(read(block, 0, LENGTH)).isEqualTo(bytes);
    assertThat(read(block, 0, 1)).isEqualTo(part(0, 1));
    assertThat(read(block, 4095, 2)).isEqualTo(part(4095, 2));
    assertThat(read(block, LENGTH - 1, 1)).isEqualTo(part(LENGTH - 1, 1));
    assertThat(read(block, 4096, 64 << 10)).isEqualTo(part(4096, 64 << 10));
    assertThat(read(block, 5000, 1_000_000)).isEqualTo(part(5000, 1_000_000));
    assertThat(cluster.locates.get() - before).isEqualTo(1);
    assertThat(cluster.blockReads).hasValue(0);
  }

  @Test
  void announcedBlocksAreAskedForTogetherAndOnlyWhenTheFirstAreUnknown() {
    awaitHere();
    int before = cluster.locates.get();
    List<BlockInfo> blocks = IntStream.range(2, 42).mapToObj(this::block).toList();
    local.announce(blocks.subList(0, 2), () -> blocks.subList(2, 40));
    for (BlockInfo block : blocks.subList(0, BlockLocate.BLOCKS_MAX)) {
      assertThat(read(block, 0, 1)).isEqualTo(part(0, 1));
    }
    assertThat(cluster.locates.get() - before).isEqualTo(1);
    local.announce(
        blocks.subList(14, 16),
        () -> {
          throw new AssertionError("those are known");
        });
    assertThat(read(blocks.get(16), 0, 1)).isEqualTo(part(0, 1));
    assertThat(cluster.locates.get() - before).isEqualTo(2);
  }

  @Test
  void shortBlocksAreNeitherReadHereNorAskedFor() {
    awaitHere();
    int before = cluster.locates.get();
    BlockInfo shorter =
        new BlockInfo(new BlockId(2), LocalBlocks.BLOCK_BYTES_MIN - 1, 0, List.of(SERVER), 1);
    local.announce(List.of(shorter), List::of);
    assertThat(read(shorter, 0, 1)).isNull();
    assertThat(cluster.locates).hasValue(before);
  }

  @Test
  void bytesThatDoNotMatchAreNotGiven() throws IOException {
    awaitHere();
    BlockInfo block = block(2);
    overwrite(PLACE + 10_000, bytes[10_000] ^ 1);
    assertThat(read(block, 8192, 4096)).isNull();
    assertThat(read(block, 0, 4096)).as("tried anew after a second only").isNull();
    clock.advance(Duration.ofSeconds(2));
    assertThat(read(block, 0, 4096)).as("another unit is good").isEqualTo(part(0, 4096));
    assertThat(read(block, 0, LENGTH)).isNull();
  }

  @Test
  void checksumsThatSumUpToAnotherBlockAreNotBelieved() {
    awaitHere();
    BlockInfo block = block(2);
    Checksums good = Objects.requireNonNull(cluster.places(1).get(block.block())).checksums();
    int[] sums = new int[good.count()];
    good.putInto(IntBuffer.wrap(sums));
    sums[0]++;
    cluster
        .places(1)
        .put(
            block.block(),
            new BlockLocate.Place(block.block(), file.toString(), PLACE, Checksums.wrap(sums)));
    assertThat(read(block, 0, 1)).isNull();
    cluster
        .places(1)
        .put(
            block.block(),
            new BlockLocate.Place(block.block(), file.toString(), PLACE, Checksums.wrap(sums[0])));
    clock.advance(Duration.ofMinutes(2));
    assertThat(read(block, 0, 1)).isNull();
  }

  @Test
  void aServerWhoseFilesAreElsewhereIsLeftAloneForAMinute() {
    awaitHere();
    BlockInfo elsewhere = block(2, folder.resolve("absent").toString());
    BlockInfo good = block(3);
    assertThat(read(elsewhere, 0, 1)).isNull();
    assertThat(read(good, 0, 1)).isNull();
    clock.advance(Duration.ofSeconds(61));
    assertThat(read(good, 0, 1)).isEqualTo(part(0, 1));
  }

  @Test
  void aFileThatEndsTooSoonOrIsNoneGivesNothing() throws IOException {
    awaitHere();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      FileChannel _ = channel.truncate(PLACE + 5000);
    }
    assertThat(read(block(2), 4096, 4096)).isNull();
    clock.advance(Duration.ofMinutes(2));
    assertThat(read(block(3, "/dev/null"), 0, 1)).isNull();
    clock.advance(Duration.ofMinutes(2));
    assertThat(read(block(4, folder.toString()), 0, 1)).isNull();
  }

  @Test
  void aBlockThatIsGoneIsAskedForElsewhereAndTheServerStaysInUse() {
    awaitHere();
    BlockInfo gone = block(2);
    cluster.places(1).remove(gone.block());
    assertThat(read(gone, 0, 1)).isNull();
    assertThat(read(block(3), 0, 1)).isEqualTo(part(0, 1));
  }

  @Test
  void aServerThatDoesNotAnswerIsNotWaitedForAgain() {
    awaitHere();
    cluster.kill(1);
    assertThat(read(block(2), 0, 1)).isNull();
    int asked = cluster.locates.get();
    cluster.revive(1);
    assertThat(read(block(3), 0, 1)).isNull();
    assertThat(cluster.locates).hasValue(asked);
  }

  @Test
  void aServerElsewhereIsNotAsked() {
    FakeCluster far = new FakeCluster(1, "192.0.2.1"); // of no machine: RFC 5737
    try (LocalBlocks none = new LocalBlocks(far, far::map, clock)) {
      BlockInfo block = block(2);
      await()
          .during(Duration.ofMillis(300))
          .until(() -> none.read(block, 0, 1, Deadline.in(clock, Duration.ofSeconds(1))) == null);
    }
    assertThat(far.locates).hasValue(0);
  }

  @Test
  void aFileNobodyReadsIsClosed() throws IOException {
    awaitHere();
    assertThat(read(block(2), 0, LENGTH)).isEqualTo(bytes);
    local.tick();
    assertThat(isOpen()).isTrue();
    clock.advance(Duration.ofSeconds(2));
    local.tick();
    await().until(() -> !isOpen());
    assertThat(read(block(2), 0, LENGTH)).isEqualTo(bytes);
    local.close();
    await().until(() -> !isOpen());
    assertThat(read(block(3), 0, 1)).as("after the end").isNull();
  }

  @Test
  void aQuestionRefusedAtOnceIsNotAskedAgainInALoop() {
    awaitHere();
    int before = cluster.locates.get();
    cluster.refusesLocates = true;
    assertThat(read(block(2), 0, 1)).isNull();
    assertThat(cluster.locates.get() - before).isEqualTo(1);
    cluster.refusesLocates = false;
    clock.advance(Duration.ofSeconds(2));
    assertThat(read(block(2), 0, 1)).isEqualTo(part(0, 1));
  }

  @Test
  void oneServersPlacesAreNotTakenForAnothers() {
    FakeCluster two = new FakeCluster(2, "127.0.0.1");
    BlockInfo one = block(2);
    BlockInfo both =
        new BlockInfo(one.block(), LENGTH, one.checksum(), List.of(SERVER, new ServerId(2)), 2);
    BlockLocate.Place good = Objects.requireNonNull(cluster.places(1).get(one.block()));
    two.places(1)
        .put(one.block(), new BlockLocate.Place(one.block(), "/nowhere", PLACE, good.checksums()));
    two.places(2).put(one.block(), good);
    try (LocalBlocks locals = new LocalBlocks(two, two::map, clock)) {
      await().until(() -> tried(locals, both, two));
      Deadline deadline = Deadline.in(clock, Duration.ofSeconds(30));
      try (BlockRange range = locals.read(both, 0, 10, deadline)) {
        assertThat(range).isNotNull();
      }
    }
  }

  private boolean tried(LocalBlocks locals, BlockInfo block, FakeCluster servers) {
    BlockRange range = locals.read(block, 0, 10, Deadline.in(clock, Duration.ofSeconds(30)));
    assertThat(range).as("the first server's file is not there").isNull();
    return servers.locates.get() > 0;
  }

  @Test
  void pathsThatAreNoneAreRefused() {
    awaitHere();
    for (String path : List.of("relative.blk", "/a\0b", "/dev/null", "/proc/self/fd/0")) {
      assertThat(read(block(2, path), 0, 1)).as(path).isNull();
      clock.advance(Duration.ofMinutes(2));
    }
    assertThat(read(block(2), 0, 1)).isEqualTo(part(0, 1));
  }

  @Test
  void readersAtOnceShareAFile() throws Exception {
    awaitHere();
    BlockInfo block = block(2);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> reads = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        reads.add(pool.submit(() -> read(block, 4096, 100_000)));
      }
      for (Future<byte[]> one : reads) {
        assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(part(4096, 100_000));
      }
    }
  }
}
