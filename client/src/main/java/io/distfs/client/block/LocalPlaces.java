package io.distfs.client.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.message.BlockLocate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where blocks lie in files of this machine, each asked for once however many readers there are.
 * Thread-safe. Bounded: a place is up to 4 KiB of checksums, and the one asked for longest ago goes
 * first. A place that is wrong by now does no harm: what is read there does not match.
 */
final class LocalPlaces {
  /** Greatest number of places: 4 MiB of checksums. */
  static final int PLACES_MAX = 1024;

  private static final int UNIT = BlockInfo.CHECKSUM_UNIT_BYTES;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final LinkedHashMap<BlockId, CompletableFuture<BlockLocate.Place>> places =
      new LinkedHashMap<>();

  /** A place to be asked for: whoever is given one settles it. */
  record Question(BlockInfo block, CompletableFuture<BlockLocate.Place> place) {}

  /** The block's place, or on its way; null if nobody has asked. */
  @Nullable CompletableFuture<BlockLocate.Place> get(BlockId block) {
    lock.lock();
    try {
      return places.get(block);
    } finally {
      lock.unlock();
    }
  }

  /** Questions for those of the blocks, in order, that nobody has asked for. */
  List<Question> begin(List<BlockInfo> blocks) {
    List<Question> begun = new ArrayList<>();
    lock.lock();
    try {
      for (BlockInfo block : blocks) {
        CompletableFuture<BlockLocate.Place> place = new CompletableFuture<>();
        if (places.putIfAbsent(block.block(), place) == null) {
          begun.add(new Question(block, place));
        }
      }
      while (places.size() > PLACES_MAX) {
        places.pollFirstEntry();
      }
      return begun;
    } finally {
      lock.unlock();
    }
  }

  /** Settles a question by what a server told; null if it does not have the block. */
  void answered(Question question, BlockLocate.@Nullable Place place) {
    BlockInfo block = question.block;
    if (place == null) {
      failed(question, new FsException(Errno.ENOENT, "block " + block.block() + " is not there"));
    } else if (!isConfirmed(block, place.checksums())) {
      failed(
          question,
          new FsException(
              Errno.EIO, "block " + block.block() + " has other content than committed"));
    } else {
      question.place.complete(place);
    }
  }

  /** Settles a question without an answer; the next reader asks again. */
  void failed(Question question, Throwable failure) {
    forget(question.block.block(), question.place);
    question.place.completeExceptionally(failure);
  }

  /** That place is not right any more. */
  void forget(BlockId block, CompletableFuture<BlockLocate.Place> place) {
    lock.lock();
    try {
      places.remove(block, place);
    } finally {
      lock.unlock();
    }
  }

  private static boolean isConfirmed(BlockInfo block, Checksums checksums) {
    return checksums.count() == (block.length() + UNIT - 1) / UNIT
        && BlockBuffers.checksumOfChecksums(checksums.toArray()) == block.checksum();
  }
}
