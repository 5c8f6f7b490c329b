package io.distfs.server.block;

import io.distfs.server.block.format.Geometry;
import io.distfs.server.block.space.BlockLocation;
import io.distfs.server.block.space.UnitAllocator;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The block files of a store: where a new block goes, and when a new file is made. Thread-safe.
 *
 * <p>Order of search: free space of existing files, lowest number first; then space of deleted
 * blocks that only waits for a force; then a new file, made by one thread while others wait for it.
 * It begins anew a few times before there is no space.
 */
final class BlockFiles {
  private static final Logger LOG = LoggerFactory.getLogger(BlockFiles.class);

  /** How long a writer waits for another's making of a file or for a force. */
  private static final long WAIT_SECONDS_MAX = 30;

  /** How often a search forces one file for the space of deleted blocks. */
  private static final int FORCES_MAX = 4;

  /**
   * Searches of all files before there is no space: others free in one what they take in another.
   */
  private static final int SEARCHES_MAX = 4;

  private final StoreContext context;
  private final BlockStoreSettings settings;
  private final BlockFileOpening opening;
  private final ConcurrentSkipListMap<Integer, BlockFile> files = new ConcurrentSkipListMap<>();
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> growing =
      new AtomicReference<>();

  BlockFiles(StoreContext context, BlockStoreSettings settings) {
    this.context = context;
    this.settings = settings;
    this.opening = new BlockFileOpening(context);
  }

  /** Recovers all files and fills the index. */
  void open() {
    for (int number : context.directory().numbers()) {
      BlockFileOpening.Recovered recovered = opening.open(number);
      files.put(number, recovered.file());
      opening.index(recovered, this::file);
    }
  }

  /** The file of a number the index named. */
  BlockFile file(int number) {
    BlockFile file = files.get(number);
    if (file == null) {
      throw new IllegalStateException("no block file of number " + number);
    }
    return file;
  }

  Collection<BlockFile> all() {
    return files.values();
  }

  /** A reserved run: pinned units of a file. */
  record Run(BlockFile file, int unit, int units) {}

  /**
   * Space for a block.
   *
   * @throws FsException ENOSPC when there is none, EFBIG when it would fit no block file
   */
  Run reserve(int length) {
    Geometry largest = Geometry.of(settings.blockFileBytes(), settings.unitBytes());
    if (length > largest.dataBytes()) {
      throw new FsException(
          Errno.EFBIG,
          "block of %d bytes, a block file holds %d".formatted(length, largest.dataBytes()));
    }
    int searches = 0;
    while (true) {
      int known = files.size();
      Run run = reserveFree(length);
      if (run == null) {
        run = reserveDeleted(length);
      }
      if (run != null) {
        return run;
      }
      boolean grown = grow() || files.size() > known;
      if (!grown && ++searches == SEARCHES_MAX) {
        throw new FsException(
            Errno.ENOSPC,
            "no space for a block of %d bytes: %s, %d bytes usable on the device"
                .formatted(length, usage(), context.directory().usableBytes()));
      }
    }
  }

  private @Nullable Run reserveFree(int length) {
    for (BlockFile file : files.values()) {
      int units = file.geometry().units(length);
      int unit = file.mayHold(units) ? file.reserve(units) : UnitAllocator.NONE;
      if (unit >= 0) {
        return new Run(file, unit, units);
      }
    }
    return null;
  }

  private @Nullable Run reserveDeleted(int length) {
    for (BlockFile file : files.values()) {
      int units = file.geometry().units(length);
      int unit = file.reserve(units);
      // Again, because others may take what our force freed, and leave theirs to be forced.
      for (int forces = 0; unit == BlockFile.AFTER_SYNC && forces < FORCES_MAX; forces++) {
        unit = syncs(file) ? file.reserve(units) : UnitAllocator.NONE;
      }
      if (unit >= 0) {
        return new Run(file, unit, units);
      }
    }
    return null;
  }

  /** Forces a file; false when it cannot be, and is sealed: others may have space. */
  private static boolean syncs(BlockFile file) {
    try {
      await(file.sync(), file.name() + ": force");
      return true;
    } catch (FsException e) {
      if (e.errno() != Errno.EIO) {
        throw e;
      }
      LOG.warn("{}: no space to be had of it: {}", file.name(), e.getMessage());
      return false;
    }
  }

  /** Makes one more file, or waits for the one being made; false when none may be made. */
  private boolean grow() {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> others = growing.compareAndExchange(null, mine);
    if (others != null) {
      return await(others, "a new block file");
    }
    boolean grown = false;
    FsException failure = null;
    try {
      grown = makeFile();
      return grown;
    } catch (FsException e) {
      failure = e;
      throw e;
    } finally {
      growing.set(null);
      if (failure == null) {
        mine.complete(grown);
      } else {
        mine.completeExceptionally(failure);
      }
    }
  }

  private boolean makeFile() {
    int number = files.isEmpty() ? 0 : files.lastKey() + 1;
    if (number > BlockLocation.FILE_MAX || filesPossible() == 0) {
      return false;
    }
    BlockFile file = opening.create(number, settings.blockFileBytes(), settings.unitBytes());
    LOG.info("{}: made, {}", file.name(), file.geometry());
    files.put(number, file);
    return true;
  }

  private long filesPossible() {
    long made = 0;
    for (BlockFile file : files.values()) {
      made += file.geometry().fileBytes();
    }
    long allowed = settings.capacityBytes() - made;
    long usable = context.directory().usableBytes() - settings.reserveBytes();
    return Math.max(0, Math.min(allowed, usable) / settings.blockFileBytes());
  }

  /** Space now; deleted blocks count as free. */
  BlockUsage usage() {
    long total = 0;
    long free = 0;
    for (BlockFile file : files.values()) {
      long units = file.geometry().unitCount();
      long vacant = file.vacantUnits();
      total += units * file.geometry().unitBytes();
      free += file.isSealed() ? 0 : vacant * file.geometry().unitBytes();
      total -= file.isSealed() ? vacant * file.geometry().unitBytes() : 0;
    }
    long used = total - free;
    long more =
        filesPossible() * Geometry.of(settings.blockFileBytes(), settings.unitBytes()).dataBytes();
    return new BlockUsage(total + more, used, free + more, context.index().size());
  }

  /** Makes every delete so far durable. */
  void sync() {
    for (BlockFile file : files.values()) {
      if (!file.isSealed()) {
        await(file.sync(), file.name() + ": force");
      }
    }
  }

  /**
   * Leaves every file in order that nobody uses within the time; others stay mapped as they are.
   */
  void close(long nanosMax) {
    long deadline = System.nanoTime() + nanosMax;
    for (BlockFile file : files.values()) {
      try {
        if (!file.pins().awaitEmpty(deadline - System.nanoTime())) {
          LOG.warn("{}: blocks still in use; left as after a crash", file.name());
        } else {
          if (!file.isSealed()) {
            await(file.sync(), file.name() + ": force");
          }
          file.close(context.nextSequence().get());
        }
      } catch (FsException | IOException e) {
        LOG.error("{}: not closed in order", file.name(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        LOG.warn("{}: interrupted; left as after a crash", file.name());
      }
    }
  }

  private static <T extends @Nullable Object> T await(CompletableFuture<T> future, String what) {
    try {
      return future.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FsException failure) {
        throw new FsException(failure.errno(), what, failure);
      }
      throw new IllegalStateException(what, e);
    } catch (TimeoutException e) {
      throw new FsException(Errno.ETIMEDOUT, what + ": not done in " + WAIT_SECONDS_MAX + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FsException(Errno.EINTR, what + ": interrupted", e);
    }
  }
}
