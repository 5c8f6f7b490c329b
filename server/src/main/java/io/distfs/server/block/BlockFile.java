package io.distfs.server.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.server.block.format.Bitmap;
import io.distfs.server.block.format.FileState;
import io.distfs.server.block.format.FileStateCodec;
import io.distfs.server.block.format.Geometry;
import io.distfs.server.block.format.LittleEndian;
import io.distfs.server.block.format.SlotCodec;
import io.distfs.server.block.format.SlotHeader;
import io.distfs.server.block.medium.BlockFileMedium;
import io.distfs.server.block.space.UnitAllocator;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open block file: its space, its slots and its forces. Thread-safe; the lock guards the
 * allocator and its counts, and is never held across a memory access of the file, a force or a
 * callback.
 *
 * <p>Life of a run of units:
 *
 * <pre>
 *        reserve           commit: checksums, header     force
 *  free ---------> written ----------------------------> ------> block (index, bitmap)
 *   ^                |  abandon: no header was written              | delete: slot cleared
 *   |<---------------+                                              v
 *   +<------------------------------------------------ force ---- cleared, until unpinned
 * </pre>
 *
 * <p>Why a deleted block cannot rise again over reused space: its units become free only after a
 * force that began after its slot was cleared. So when the first byte of a later block is stored,
 * no power cut can bring the old slot back. Before that force a crash may bring it back, whole,
 * with data nobody has overwritten; the caller deletes it once more. (Recovery still lets the
 * greater sequence win where slots overlap: a device that lied about a force is then seen and
 * counted.)
 */
final class BlockFile {
  private static final Logger LOG = LoggerFactory.getLogger(BlockFile.class);

  /** Deleted bytes that may wait for somebody else's force before we ask for one: 64 MiB. */
  private static final long DELETED_BYTES_MAX = 64L << 20;

  /** What {@link #reserve} says when a run may be free after a {@link #sync}. */
  static final int AFTER_SYNC = -2;

  private final StoreContext context;
  private final int number;
  private final Geometry geometry;
  private final BlockFileMedium medium;
  private final SlotCodec codec;
  private final Bitmap bitmap;
  private final GroupCommit group;
  private final Pins pins = new Pins();
  private final AtomicReference<@Nullable String> sealedWhy = new AtomicReference<>();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final UnitAllocator allocator;

  /** Units of deleted blocks that a force has yet to give back to the allocator. */
  @GuardedBy("lock")
  private int deletedUnits;

  /** What the allocator could give; read without the lock to pass by full files. */
  private volatile int longestRun;

  BlockFile(StoreContext context, int number, Geometry geometry, BlockFileMedium medium) {
    this.context = context;
    this.number = number;
    this.geometry = geometry;
    this.medium = medium;
    codec = new SlotCodec(context.store(), number);
    bitmap = new Bitmap(medium.memory(), geometry);
    allocator = new UnitAllocator(geometry.unitCount());
    longestRun = geometry.unitCount();
    group = new GroupCommit(medium, context.forces(), context.counters(), this::seal);
  }

  /** Takes the space of the blocks that recovery found, in ascending order of units. */
  void restore(List<SlotHeader> blocks) {
    lock.lock();
    try {
      for (SlotHeader block : blocks) {
        allocator.restore(block.unit(), geometry.units(block.length()));
      }
      longestRun = allocator.longestRun();
    } finally {
      lock.unlock();
    }
  }

  int number() {
    return number;
  }

  Geometry geometry() {
    return geometry;
  }

  String name() {
    return medium.name();
  }

  /** Where other processes find it; null when it is no file of a filesystem. */
  @Nullable Path path() {
    return context.directory().path(number);
  }

  MemorySegment memory() {
    return medium.memory();
  }

  /**
   * Reads a range, which begins on a page, from the device, unless it is in memory.
   *
   * @throws FsException EIO when it cannot be read
   */
  void load(long offset, int bytes) {
    try {
      medium.load(offset, bytes);
    } catch (IOException e) {
      throw deviceFailed(offset, e);
    }
  }

  Pins pins() {
    return pins;
  }

  /** Units that are free, and such as a {@link #sync} would make free. */
  int vacantUnits() {
    lock.lock();
    try {
      return allocator.freeCount() + deletedUnits;
    } finally {
      lock.unlock();
    }
  }

  boolean isSealed() {
    return sealedWhy.get() != null;
  }

  /**
   * A pinned run of units for a new block, {@link #AFTER_SYNC}, or {@link UnitAllocator#NONE}; of
   * one moment, so that space on its way from deleted to free is not missed.
   */
  int reserve(int units) {
    if (isSealed()) {
      return UnitAllocator.NONE;
    }
    int unit;
    lock.lock();
    try {
      unit = allocator.allocate(units);
      longestRun = allocator.longestRun();
      if (unit == UnitAllocator.NONE
          && deletedUnits > 0
          && deletedUnits + allocator.freeCount() >= units) {
        unit = AFTER_SYNC;
      }
    } finally {
      lock.unlock();
    }
    if (unit >= 0) {
      pins.pin(unit);
    }
    return unit;
  }

  /** Whether a run of that length was free a moment ago; without the lock. */
  boolean mayHold(int units) {
    return longestRun >= units && !isSealed();
  }

  /** Gives back a run that never got a header: nothing on disk speaks of it. */
  void abandon(int unit, int units) {
    pins.unpin(unit);
    free(unit, units, 0);
  }

  /** Frees a run and takes so many units off the deleted ones, in one step. */
  private void free(int unit, int units, int ofDeleted) {
    lock.lock();
    try {
      allocator.free(unit, units);
      deletedUnits -= ofDeleted;
      longestRun = allocator.longestRun();
    } finally {
      lock.unlock();
    }
  }

  private long addDeleted(int units) {
    lock.lock();
    try {
      deletedUnits += units;
      return deletedUnits;
    } finally {
      lock.unlock();
    }
  }

  /** Writes a piece of a reserved run's data, at a multiple of 4 KiB; it is not consumed. */
  void store(long offset, ByteBuffer piece) {
    requireWritable();
    int start = piece.position();
    int nearTables = Math.clamp(geometry.directOffset() - offset, 0, piece.remaining());
    int rest = piece.remaining() - nearTables;
    try {
      if (nearTables > 0) {
        medium.write(offset, piece.slice(start, nearTables));
      }
      if (rest > 0) {
        medium.writeDirect(offset + nearTables, piece.slice(start + nearTables, rest));
      }
    } catch (IOException e) {
      throw deviceFailed(offset, e);
    }
  }

  /**
   * Makes a block of a reserved run whose data is stored: checksums, then header, then a force that
   * covers all three. Before it, any of them may be on disk without the others; the header's
   * checksum of checksums and the checksums then show what is missing, and nobody was promised it.
   */
  void commit(SlotHeader header, int[] checksums, ForceRequest request) {
    requireWritable();
    long slot = geometry.slotOffset(header.unit());
    try {
      long at = geometry.checksumOffset(header.unit());
      MemorySegment.copy(checksums, 0, medium.memory(), LittleEndian.INT, at, checksums.length);
      codec.encode(medium.memory(), slot, header);
    } catch (InternalError e) {
      throw deviceFailed(slot, e);
    }
    group.add(request, true);
  }

  /** Notes in the bitmap, a hint only, that a run is in use; called by the force's thread. */
  void markUsed(int unit, int units) {
    mark(unit, units, true);
  }

  private void mark(int unit, int units, boolean used) {
    try {
      bitmap.mark(unit, units, used);
    } catch (InternalError e) {
      LOG.warn("bitmap not updated", deviceFailed(geometry.bitmapOffset(), e));
    }
  }

  /** Clears a block's slot and gives its space back once that is durable and nobody reads it. */
  void delete(int unit, int length) {
    if (isSealed()) {
      return; // it is back after a restart, whole, to be deleted again
    }
    try {
      SlotCodec.clear(medium.memory(), geometry.slotOffset(unit));
    } catch (InternalError e) {
      throw deviceFailed(geometry.slotOffset(unit), e);
    }
    pins.whenFree(unit, () -> release(unit, geometry.units(length)));
  }

  private void release(int unit, int units) {
    long bytes = addDeleted(units) * geometry.unitBytes();
    group.add(new Release(unit, units), bytes >= DELETED_BYTES_MAX);
  }

  /** The header in a unit's slot, or null. */
  @Nullable SlotHeader header(int unit) {
    return codec.decode(medium.memory(), geometry.slotOffset(unit));
  }

  /** The stored checksums of a block. */
  int[] checksums(int unit, int length) {
    int[] checksums = new int[Geometry.checksumCount(length)];
    long at = geometry.checksumOffset(unit);
    MemorySegment.copy(medium.memory(), LittleEndian.INT, at, checksums, 0, checksums.length);
    return checksums;
  }

  /** Completes when everything stored so far is durable. Forces on the calling thread. */
  CompletableFuture<@Nullable Void> sync() {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    group.add(new Sync(done), false);
    group.run();
    return done;
  }

  /** After this the file takes no more writes, ever. */
  void seal(String why, Throwable cause) {
    if (sealedWhy.compareAndSet(null, why)) {
      context.counters().filesSealed.increment();
      LOG.error(
          "{}: sealed, its blocks stay readable: {}: {}",
          medium.name(),
          why,
          String.valueOf(cause));
      context.directory().seal(number, why + ": " + cause);
    }
  }

  /** Takes over a seal of an earlier life. */
  void sealedBefore() {
    sealedWhy.set("sealed in an earlier run");
    context.counters().filesSealed.increment();
  }

  /** The error of bytes the device could not read or take: EIO, and the file is sealed. */
  FsException deviceFailed(long offset, Throwable cause) {
    context.counters().ioErrors.increment();
    seal("I/O error at offset " + offset, cause);
    return new FsException(
        Errno.EIO, "%s: I/O error at offset %d".formatted(medium.name(), offset), cause);
  }

  private void requireWritable() {
    String why = sealedWhy.get();
    if (why != null) {
      throw new FsException(Errno.EIO, medium.name() + ": block file is sealed: " + why);
    }
  }

  /** Leaves the file in order: the bitmap durable first, then the word that it is right. */
  void close(long nextSequence) throws IOException {
    if (!isSealed()) {
      medium.force();
      FileState state = new FileState(true, bitmap.checksum(), nextSequence);
      FileStateCodec.encode(medium.memory(), state);
      medium.force();
    }
    medium.close();
  }

  /** A deleted block's space, on its way back. */
  private final class Release implements ForceRequest {
    private final int unit;
    private final int units;

    Release(int unit, int units) {
      this.unit = unit;
      this.units = units;
    }

    @Override
    public void forced() {
      mark(unit, units, false);
      free(unit, units, units);
    }

    @Override
    public void failed(FsException cause) {
      addDeleted(-units); // lost with the sealed file
    }
  }

  /** Somebody waiting for a force. */
  private record Sync(CompletableFuture<@Nullable Void> done) implements ForceRequest {
    @Override
    public void forced() {
      done.complete(null);
    }

    @Override
    public void failed(FsException cause) {
      done.completeExceptionally(cause);
    }
  }
}
