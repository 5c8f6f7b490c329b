package io.distfs.client.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.checksum.Crc32c;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.BlockLocate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where blocks lie in files of this machine, as each server told, asked for once however many
 * readers there are. Thread-safe. Bounded: a place is up to 4 KiB of checksums, and the one not
 * used for longest goes first. A place that is wrong by now does no harm: what is read there does
 * not match.
 */
final class LocalPlaces {
  /** Greatest number of places: 4 MiB of checksums. */
  static final int PLACES_MAX = 1024;

  private static final float LOAD = 0.75f;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final LinkedHashMap<Key, CompletableFuture<BlockLocate.Place>> places =
      new LinkedHashMap<>(PLACES_MAX, LOAD, true);

  private record Key(ServerId server, BlockId block) {}

  /**
   * A place of a block.
   *
   * @param isNew whether it is to be asked for: whoever is given it settles it
   */
  record Question(
      ServerId server,
      BlockInfo block,
      CompletableFuture<BlockLocate.Place> place,
      boolean isNew) {}

  /** Whether the block's place on the server is known or was asked for. */
  boolean has(ServerId server, BlockInfo block) {
    lock.lock();
    try {
      return places.containsKey(new Key(server, block.block()));
    } finally {
      lock.unlock();
    }
  }

  /** The block's place on the server, known, asked for, or to be asked for. */
  Question question(ServerId server, BlockInfo block) {
    CompletableFuture<BlockLocate.Place> place = new CompletableFuture<>();
    lock.lock();
    try {
      CompletableFuture<BlockLocate.Place> known =
          places.putIfAbsent(new Key(server, block.block()), place);
      if (places.size() > PLACES_MAX) {
        places.pollFirstEntry();
      }
      return new Question(server, block, known == null ? place : known, known == null);
    } finally {
      lock.unlock();
    }
  }

  /** New questions for the first of the blocks that nobody has asked for, at most so many. */
  List<Question> questions(ServerId server, List<BlockInfo> blocks, int max) {
    List<Question> fresh = new ArrayList<>();
    for (BlockInfo block : blocks) {
      if (fresh.size() < max && block.servers().contains(server) && !has(server, block)) {
        Question question = question(server, block);
        if (question.isNew) {
          fresh.add(question);
        }
      }
    }
    return fresh;
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
    forget(question);
    question.place.completeExceptionally(failure);
  }

  /** That place is not right any more. */
  void forget(Question question) {
    lock.lock();
    try {
      places.remove(new Key(question.server, question.block.block()), question.place);
    } finally {
      lock.unlock();
    }
  }

  private static boolean isConfirmed(BlockInfo block, Checksums checksums) {
    return checksums.count() == Crc32c.unitsOf(block.length())
        && new Crc32c().ofChecksums(checksums) == block.checksum();
  }
}
