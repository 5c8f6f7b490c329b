package io.distfs.server.block;

import io.distfs.server.block.format.SlotHeader;
import io.distfs.server.block.medium.BlockFileDirectory;
import io.distfs.server.block.medium.MappedDirectory;
import io.distfs.server.block.space.BlockIndex;
import io.distfs.server.block.space.BlockLocation;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.BlockPiece;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The blocks of one server on its own disk: immutable, checksummed, durable once committed.
 * Thread-safe. Calls may block on page faults and on making a block file: use platform threads,
 * never an event loop.
 *
 * <p>Durability: a block is there after a crash if its commit completed; one whose commit did not
 * may be there, and is then either whole or refused by verification. A delete is durable by the
 * next force of its file: after a crash a deleted block may be there again, whole. Formats: {@code
 * docs/DISK.md}.
 */
public final class BlockStore implements AutoCloseable {
  /** Greatest length of a block. */
  public static final int BLOCK_BYTES_MAX = Extent.BLOCK_BYTES_MAX;

  /** Most blocks being written at once. */
  public static final int WRITERS_MAX = 4096;

  /** How long {@link #close} waits for readers and writers. */
  private static final long CLOSE_SECONDS_MAX = 5;

  private final StoreContext context;
  private final BlockFiles files;
  private final BlockReads reads;
  private final Runnable stopForces;
  private final Set<BlockId> writing = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  private BlockStore(StoreContext context, BlockStoreSettings settings, Runnable stopForces) {
    this.context = context;
    this.stopForces = stopForces;
    files = new BlockFiles(context, settings);
    reads = new BlockReads(context.index(), files, context.counters());
  }

  /**
   * Opens the store of a directory, recovering what a crash left; makes it when there is none.
   *
   * @throws FsException EBUSY when another process has it open; EINVAL when it is another store's;
   *     EOPNOTSUPP for an unknown format version; EROFS, EACCES or EIO when the device refuses
   */
  public static BlockStore open(Path directory, BlockStoreSettings settings, UUID store) {
    MappedDirectory taken = MappedDirectory.take(directory);
    ForcePool pool = new ForcePool();
    return open(taken, settings, store, pool, pool::close);
  }

  /** Opens a store on any directory and executor: the seam for tests. */
  static BlockStore open(
      BlockFileDirectory directory,
      BlockStoreSettings settings,
      UUID id,
      Executor forces,
      Runnable stopForces) {
    StoreContext context =
        new StoreContext(
            id, directory, new BlockIndex(), new BlockCounters(), new AtomicLong(1), forces);
    BlockStore store = new BlockStore(context, settings, stopForces);
    try {
      store.files.open();
      return store;
    } catch (FsException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Begins a block of a known length, its space reserved.
   *
   * @throws FsException ENOSPC when there is no room, everything stays readable; EEXIST when the
   *     block is here or being written; EINVAL for a length out of range; EAGAIN past {@link
   *     #WRITERS_MAX}
   */
  public BlockWriter begin(BlockId block, int length, BlockPiece.Hint hint) {
    requireOpen();
    if (length < 1 || length > BLOCK_BYTES_MAX) {
      throw new FsException(
          Errno.EINVAL,
          "block %s: length %d, 1 to %d allowed".formatted(block, length, BLOCK_BYTES_MAX));
    }
    if (writing.size() >= WRITERS_MAX) {
      throw new FsException(Errno.EAGAIN, WRITERS_MAX + " blocks are being written already");
    }
    if (!writing.add(block)) {
      throw new FsException(Errno.EEXIST, "block " + block + " is being written already");
    }
    BlockWriter writer = null;
    try {
      if (contains(block)) {
        throw new FsException(Errno.EEXIST, "block " + block + " is here already");
      }
      writer = writer(block, length, hint);
      return writer;
    } finally {
      if (writer == null) {
        writing.remove(block);
      }
    }
  }

  private BlockWriter writer(BlockId block, int length, BlockPiece.Hint hint) {
    BlockFiles.Run run = files.reserve(length);
    SlotHeader draft =
        new SlotHeader(
            context.nextSequence().getAndIncrement(),
            block.value(),
            hint.inode().value(),
            hint.fileOffset(),
            hint.timeMillis(),
            length,
            run.unit(),
            0);
    return new BlockWriter(this, run, draft);
  }

  /** A writer's block is durable: from here on it can be read. */
  void writeForced(BlockFiles.Run run, SlotHeader header) {
    long location = BlockLocation.of(run.file().number(), run.unit(), header.length());
    long other = context.index().putIfAbsent(header.block(), location);
    if (other != BlockLocation.NONE) {
      throw new IllegalStateException("block written twice at once: " + header);
    }
    context.counters().blocksForced.increment();
    run.file().pins().unpin(run.unit());
    writeEnded(new BlockId(header.block()));
  }

  void writeEnded(BlockId block) {
    writing.remove(block);
  }

  BlockCounters counters() {
    return context.counters();
  }

  /**
   * Pins a range, verified, widened to whole 4 KiB units.
   *
   * @throws FsException ENOENT when the block is not here, EINVAL for a range outside it, EIO when
   *     the copy is damaged or the device fails
   */
  public PinnedBlock read(BlockId block, int offset, int length) {
    requireOpen();
    return reads.read(block, offset, length, true);
  }

  /**
   * Like {@link #read}, with whatever bytes are there: for salvage, and where a client verifies.
   */
  public PinnedBlock readRaw(BlockId block, int offset, int length) {
    requireOpen();
    return reads.read(block, offset, length, false);
  }

  /**
   * Checks a whole block as {@link #read} does: the scrubber's step.
   *
   * @throws FsException ENOENT when it is not here, EIO when it is damaged
   */
  public void verify(BlockId block) {
    read(block, 0, describe(block).length()).close();
  }

  /**
   * What is known of a block without reading its data.
   *
   * @throws FsException ENOENT when it is not here, EIO when its slot is damaged
   */
  public BlockDescription describe(BlockId block) {
    requireOpen();
    return reads.withBlock(
        block,
        (held, header) ->
            new BlockDescription(
                block, header.length(), header.checksum(), header.sequence(), hint(header)));
  }

  /**
   * Where a block lies now, for a process of this machine that reads it there by itself.
   *
   * @throws FsException ENOENT when it is not here, EOPNOTSUPP when it is in no file, EIO when its
   *     slot or its checksums are damaged
   */
  public BlockPlace place(BlockId block) {
    requireOpen();
    return reads.place(block);
  }

  static BlockPiece.Hint hint(SlotHeader header) {
    return new BlockPiece.Hint(
        new InodeId(header.inode()), header.fileOffset(), header.timeMillis());
  }

  /** Whether the block is here, forced. */
  public boolean contains(BlockId block) {
    return context.index().get(block.value()) != BlockLocation.NONE;
  }

  /**
   * Deletes a block; its space is given back after the next force and when no reader has it pinned.
   *
   * @return whether it was here
   */
  public boolean delete(BlockId block) {
    requireOpen();
    long location = context.index().remove(block.value());
    if (location == BlockLocation.NONE) {
      return false;
    }
    BlockFile file = files.file(BlockLocation.file(location));
    file.delete(BlockLocation.unit(location), BlockLocation.length(location));
    return true;
  }

  /** Makes all deletes so far durable. */
  public void sync() {
    requireOpen();
    files.sync();
  }

  /** Visits every block that is here all the while; others may be visited or not. */
  public void forEach(Consumer<BlockId> visitor) {
    context.index().forEach(block -> visitor.accept(new BlockId(block)));
  }

  /** Space and number of blocks. */
  public BlockUsage usage() {
    requireOpen();
    return files.usage();
  }

  /** Events so far. */
  public BlockStatistics statistics() {
    return context.counters().snapshot();
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new FsException(Errno.EIO, "block store is closed");
    }
  }

  /** Waits a little for readers and writers, leaves the files in order and the directory free. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      files.close(TimeUnit.SECONDS.toNanos(CLOSE_SECONDS_MAX));
      stopForces.run();
      context.directory().close();
    }
  }
}
