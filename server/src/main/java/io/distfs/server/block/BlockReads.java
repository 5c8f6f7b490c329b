package io.distfs.server.block;

import io.distfs.server.block.format.Crc;
import io.distfs.server.block.format.Geometry;
import io.distfs.server.block.format.SlotHeader;
import io.distfs.server.block.space.BlockIndex;
import io.distfs.server.block.space.BlockLocation;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.id.BlockId;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.BiFunction;

/**
 * Reads and verifies blocks. Thread-safe.
 *
 * <p>A block is pinned before it is looked up a second time: a delete takes it out of the index
 * first and looks at the pins then, so either the delete sees the pin or the reader sees that the
 * block is gone. Ids are written once, so the same id at the same place is the same block.
 *
 * <p>Verified means: the header is that block's, the stored checksums are those the header sums up
 * (else they may be left from an earlier block at this place, and so may the data), and the data
 * matches them.
 */
final class BlockReads {
  private final BlockIndex index;
  private final BlockFiles files;
  private final BlockCounters counters;

  BlockReads(BlockIndex index, BlockFiles files, BlockCounters counters) {
    this.index = index;
    this.files = files;
    this.counters = counters;
  }

  /** A block held still. */
  record Held(BlockId block, BlockFile file, int unit, int length) {}

  /** Runs a reading of a block, pinned meanwhile. */
  <T> T withBlock(BlockId block, BiFunction<Held, SlotHeader, T> reading) {
    Held held = pin(block);
    try {
      return reading.apply(held, header(held));
    } catch (InternalError e) {
      throw held.file().deviceFailed(held.file().geometry().slotOffset(held.unit()), e);
    } finally {
      held.file().pins().unpin(held.unit());
    }
  }

  /** Where a block lies, with the checksums its header sums up. EOPNOTSUPP: in no file. */
  BlockPlace place(BlockId block) {
    return withBlock(
        block,
        (held, header) -> {
          int[] stored = held.file().checksums(held.unit(), held.length());
          requireSum(held, stored, header.checksum());
          Path path = held.file().path();
          if (path == null) {
            throw new FsException(Errno.EOPNOTSUPP, "block " + block + " lies in no file");
          }
          long offset = held.file().geometry().dataOffset(held.unit());
          return new BlockPlace(path, offset, Checksums.wrap(stored));
        });
  }

  /** A pinned range; the caller closes it. */
  PinnedBlock read(BlockId block, int offset, int length, boolean verified) {
    Held held = pin(block);
    boolean kept = false;
    try {
      if (offset < 0 || length < 1 || length > held.length() - offset) {
        throw new FsException(
            Errno.EINVAL,
            "block %s of %d bytes: range %d+%d".formatted(block, held.length(), offset, length));
      }
      PinnedBlock pinned = slice(held, offset, length, verified);
      kept = true;
      return pinned;
    } catch (InternalError e) {
      throw held.file().deviceFailed(held.file().geometry().dataOffset(held.unit()), e);
    } finally {
      if (!kept) {
        held.file().pins().unpin(held.unit());
      }
    }
  }

  private PinnedBlock slice(Held held, int offset, int length, boolean verified) {
    int first = offset / Geometry.CHECKSUM_UNIT_BYTES;
    int start = first * Geometry.CHECKSUM_UNIT_BYTES;
    int count = Geometry.checksumCount(offset + length - start);
    int end = Math.min(held.length(), start + count * Geometry.CHECKSUM_UNIT_BYTES);
    BlockFile file = held.file();
    int[] stored = file.checksums(held.unit(), held.length());
    int[] covered = Arrays.copyOfRange(stored, first, first + count);
    long at = file.geometry().dataOffset(held.unit()) + start;
    if (verified) {
      requireSum(held, stored, header(held).checksum());
      // Before anything touches it: a SIGBUS inside the CRC intrinsic would end the process.
      file.load(at, end - start);
      requireMatch(held, start, covered, Crc.ofUnits(file.memory(), at, end - start));
    }
    MemorySegment memory = file.memory().asSlice(at, end - start).asReadOnly();
    int unit = held.unit();
    return new PinnedBlock(
        held.block(), start, memory, Checksums.wrap(covered), () -> file.pins().unpin(unit));
  }

  private Held pin(BlockId block) {
    long location = index.get(block.value());
    if (location != BlockLocation.NONE) {
      BlockFile file = files.file(BlockLocation.file(location));
      int unit = BlockLocation.unit(location);
      file.pins().pin(unit);
      if (index.get(block.value()) == location) {
        return new Held(block, file, unit, BlockLocation.length(location));
      }
      file.pins().unpin(unit);
    }
    throw absent(block);
  }

  private static FsException absent(BlockId block) {
    return new FsException(Errno.ENOENT, "block " + block + " is not here");
  }

  private SlotHeader header(Held held) {
    SlotHeader header = held.file().header(held.unit());
    if (header == null
        || header.block() != held.block().value()
        || header.length() != held.length()) {
      throw damaged(
          held,
          held.file().geometry().slotOffset(held.unit()),
          "slot want block %s of %d bytes have %s".formatted(held.block(), held.length(), header));
    }
    return header;
  }

  private void requireSum(Held held, int[] stored, int want) {
    int have = Crc.ofChecksums(stored);
    if (have != want) {
      throw damaged(
          held,
          held.file().geometry().checksumOffset(held.unit()),
          "checksum of checksums want %08x have %08x".formatted(want, have));
    }
  }

  private void requireMatch(Held held, int start, int[] want, int[] have) {
    int wrong = Arrays.mismatch(want, have);
    if (wrong >= 0) {
      int inBlock = start + wrong * Geometry.CHECKSUM_UNIT_BYTES;
      throw damaged(
          held,
          held.file().geometry().dataOffset(held.unit()) + inBlock,
          "block offset %d crc32c want %08x have %08x"
              .formatted(inBlock, want[wrong], have[wrong]));
    }
  }

  private FsException damaged(Held held, long offset, String what) {
    if (index.get(held.block().value()) == BlockLocation.NONE) {
      return absent(held.block()); // deleted under our eyes: its slot is cleared
    }
    counters.checksumMismatches.increment();
    return new FsException(
        Errno.EIO,
        "%s: block %s damaged at file offset %d: %s"
            .formatted(held.file().name(), held.block(), offset, what));
  }
}
