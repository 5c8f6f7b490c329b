package io.distfs.server.block;

import io.distfs.server.block.format.Bitmap;
import io.distfs.server.block.format.FileState;
import io.distfs.server.block.format.FileStateCodec;
import io.distfs.server.block.format.Geometry;
import io.distfs.server.block.format.SlotCodec;
import io.distfs.server.block.format.SlotHeader;
import io.distfs.server.block.format.Superblock;
import io.distfs.server.block.format.SuperblockCodec;
import io.distfs.server.block.medium.BlockFileMedium;
import io.distfs.server.block.space.BlockLocation;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes new block files and recovers existing ones. Stateless but for what the store shares. */
final class BlockFileOpening {
  private static final Logger LOG = LoggerFactory.getLogger(BlockFileOpening.class);

  private final StoreContext context;

  BlockFileOpening(StoreContext context) {
    this.context = context;
  }

  /**
   * A new, empty file. Superblock and state are durable before the file gets its name, so a file
   * with a name is always whole.
   */
  BlockFile create(int number, long fileBytes, int unitBytes) {
    Geometry geometry = Geometry.of(fileBytes, unitBytes);
    BlockFileMedium medium = context.directory().create(number, fileBytes);
    try {
      Superblock superblock =
          new Superblock(context.store(), number, geometry, System.currentTimeMillis());
      zeroTables(medium.memory(), geometry);
      SuperblockCodec.encode(medium.memory(), superblock);
      FileStateCodec.encode(medium.memory(), FileState.IN_USE);
      medium.force();
      context.directory().publish(number);
      return new BlockFile(context, number, geometry, medium);
    } catch (IOException | InternalError e) {
      throw givenUp(number, medium, new FsException(Errno.EIO, medium.name() + ": not made", e));
    } catch (FsException e) {
      throw givenUp(number, medium, e);
    }
  }

  /**
   * Writes the tables' zeros, which preallocation only promised: else each first touch of a page of
   * theirs would split an extent in the filesystem's journal, in the force of some block.
   */
  private static void zeroTables(MemorySegment memory, Geometry geometry) {
    long start = geometry.bitmapOffset();
    memory.asSlice(start, geometry.dataOffset() - start).fill((byte) 0);
  }

  private FsException givenUp(int number, BlockFileMedium medium, FsException cause) {
    medium.close();
    context.directory().discard(number);
    return cause;
  }

  /**
   * A file as recovered, its blocks not yet in the index.
   *
   * @param blocks ascending by unit
   */
  record Recovered(BlockFile file, List<SlotHeader> blocks) {}

  /** An existing file, recovered. */
  Recovered open(int number) {
    BlockFileMedium medium = context.directory().open(number);
    try {
      return recover(number, medium);
    } catch (InternalError e) {
      medium.close();
      throw new FsException(Errno.EIO, medium.name() + ": tables cannot be read", e);
    } catch (FsException e) {
      medium.close();
      throw e;
    }
  }

  private Recovered recover(int number, BlockFileMedium medium) {
    MemorySegment memory = medium.memory();
    Superblock superblock = checked(SuperblockCodec.decode(memory, medium.name()), number, medium);
    Geometry geometry = superblock.geometry();
    FileState state = FileStateCodec.decode(memory);
    SlotScan.Found found =
        SlotScan.scan(memory, geometry, new SlotCodec(context.store(), number), state);
    report(medium, state, found);
    BlockFile file = new BlockFile(context, number, geometry, medium);
    file.restore(found.blocks());
    if (context.directory().isSealed(number)) {
      file.sealedBefore();
    } else {
      repair(file, superblock, state, found);
    }
    context
        .nextSequence()
        .accumulateAndGet(Math.max(state.nextSequence(), found.sequenceMax() + 1), Math::max);
    return new Recovered(file, found.blocks());
  }

  private Superblock checked(Superblock superblock, int number, BlockFileMedium medium) {
    if (!superblock.store().equals(context.store())) {
      throw new FsException(
          Errno.EINVAL,
          "%s: belongs to store %s, this is store %s; point the server at its own folder"
              .formatted(medium.name(), superblock.store(), context.store()));
    }
    if (superblock.fileNumber() != number) {
      throw new FsException(
          Errno.EINVAL,
          "%s: is file number %d by its superblock; give it back its name"
              .formatted(medium.name(), superblock.fileNumber()));
    }
    return superblock;
  }

  private void report(BlockFileMedium medium, FileState state, SlotScan.Found found) {
    context.counters().slotsDamaged.add(found.damaged().size());
    context.counters().overlapsResolved.add(found.overlaid().size());
    context.counters().bitmapWordsRepaired.add(found.bitmapWordsWrong());
    for (int unit : found.damaged()) {
      LOG.warn(
          "{}: slot of unit {} is damaged ({}); no block there",
          medium.name(),
          unit,
          state.clean() ? "it was whole when closed" : "torn by the crash, or later");
    }
    for (SlotHeader block : found.overlaid()) {
      LOG.warn("{}: {} lies under a newer block; dropped", medium.name(), block);
    }
  }

  /** Brings the file in line with what was found, and says that it is in use, durably. */
  private void repair(
      BlockFile file, Superblock superblock, FileState state, SlotScan.Found found) {
    MemorySegment memory = file.memory();
    boolean superblockDamaged = SuperblockCodec.needsRepair(memory);
    if (superblockDamaged) {
      LOG.warn("{}: one copy of the superblock was damaged; rewritten", file.name());
      SuperblockCodec.encode(memory, superblock);
    }
    if (found.bitmapWordsWrong() > 0) {
      Bitmap bitmap = new Bitmap(memory, file.geometry());
      long[] words = Arrays.copyOf(found.bitmap().toLongArray(), file.geometry().bitmapWords());
      for (int word = 0; word < words.length; word++) {
        bitmap.setWord(word, words[word]);
      }
    }
    // Cleared, or it would rise again when the newer block is deleted.
    found.overlaid().stream()
        .mapToLong(block -> file.geometry().slotOffset(block.unit()))
        .forEach(slot -> SlotCodec.clear(memory, slot));
    if (state.clean()
        || superblockDamaged
        || found.bitmapWordsWrong() > 0
        || !found.overlaid().isEmpty()) {
      FileStateCodec.encode(memory, FileState.IN_USE);
      if (file.sync().isCompletedExceptionally()) { // sealed; what was found stays readable
        LOG.error("{}: recovery could not be forced", file.name());
      }
    }
  }

  /** Puts a recovered file's blocks into the index; of two copies of one block the newer stays. */
  void index(Recovered recovered, IntFunction<BlockFile> files) {
    for (SlotHeader header : recovered.blocks()) {
      index(recovered.file(), header, files);
    }
  }

  private void index(BlockFile file, SlotHeader header, IntFunction<BlockFile> files) {
    long location = BlockLocation.of(file.number(), header.unit(), header.length());
    long other = context.index().putIfAbsent(header.block(), location);
    if (other == BlockLocation.NONE) {
      return;
    }
    BlockFile otherFile = files.apply(BlockLocation.file(other));
    SlotHeader otherHeader = otherFile.header(BlockLocation.unit(other));
    LOG.warn(
        "block {} found twice: {} and {}; the newer stays", header.block(), header, otherHeader);
    if (otherHeader != null && otherHeader.sequence() > header.sequence()) {
      file.delete(header.unit(), header.length());
      return;
    }
    context.index().remove(header.block());
    context.index().putIfAbsent(header.block(), location);
    otherFile.delete(BlockLocation.unit(other), BlockLocation.length(other));
  }
}
