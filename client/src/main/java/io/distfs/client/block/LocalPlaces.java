package io.distfs.client.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.message.BlockLocate;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
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
  private final LinkedHashMap<BlockId, CompletableFuture<BlockLocate.Reply>> places =
      new LinkedHashMap<>();

  /** The block's place, confirmed by what the namespace knows of it; asks if it is not known. */
  CompletableFuture<BlockLocate.Reply> get(
      BlockInfo block, Supplier<CompletableFuture<BlockLocate.Reply>> question) {
    CompletableFuture<BlockLocate.Reply> place = new CompletableFuture<>();
    lock.lock();
    try {
      CompletableFuture<BlockLocate.Reply> known = places.putIfAbsent(block.block(), place);
      if (known != null) {
        return known;
      }
      if (places.size() > PLACES_MAX) {
        places.pollFirstEntry();
      }
    } finally {
      lock.unlock();
    }
    CompletableFuture<BlockLocate.Reply> _ =
        question
            .get()
            .thenApply(answer -> confirmed(block, answer))
            .whenComplete((answer, failure) -> settle(block.block(), place, answer, failure));
    return place;
  }

  private void settle(
      BlockId block,
      CompletableFuture<BlockLocate.Reply> place,
      BlockLocate.@Nullable Reply answer,
      @Nullable Throwable failure) {
    if (answer != null) {
      place.complete(answer);
    } else {
      forget(block, place);
      place.completeExceptionally(
          failure == null ? new IllegalStateException("no answer") : failure);
    }
  }

  /** That place is not right any more. */
  void forget(BlockId block, CompletableFuture<BlockLocate.Reply> place) {
    lock.lock();
    try {
      places.remove(block, place);
    } finally {
      lock.unlock();
    }
  }

  private static BlockLocate.Reply confirmed(BlockInfo block, BlockLocate.Reply place) {
    Checksums checksums = place.checksums();
    if (checksums.count() != (block.length() + UNIT - 1) / UNIT
        || BlockBuffers.checksumOfChecksums(checksums.toArray()) != block.checksum()) {
      throw new FsException(
          Errno.EIO, "block " + block.block() + " has other content than committed");
    }
    return place;
  }
}
