package io.distfs.server.block;

import io.distfs.server.block.format.Crc;
import io.distfs.server.block.format.Geometry;
import io.distfs.server.block.format.SlotHeader;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.message.BlockPiece;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One block being written: pieces in order, then commit or abandon. Confined to one thread at a
 * time, which may block on page faults: not an event loop. Every failure abandons the block.
 */
public final class BlockWriter implements AutoCloseable {
  private final BlockStore store;
  private final BlockFiles.Run run;
  private final SlotHeader draft;
  private final long dataOffset;
  private final int[] checksums;
  private final CRC32C crc = new CRC32C();
  private int position;
  private boolean finished;

  BlockWriter(BlockStore store, BlockFiles.Run run, SlotHeader draft) {
    this.store = store;
    this.run = run;
    this.draft = draft;
    dataOffset = run.file().geometry().dataOffset(run.unit());
    checksums = new int[Geometry.checksumCount(draft.length())];
  }

  /** The block. */
  public BlockId block() {
    return new BlockId(draft.block());
  }

  /** Whole length of the block, bytes. */
  public int length() {
    return draft.length();
  }

  /** Bytes written so far: where the next piece begins. */
  public int position() {
    return position;
  }

  /**
   * Writes the next piece into the block file and computes its checksums. The piece is consumed.
   *
   * @param offset a multiple of 4096: only the last piece may end between two of them
   * @throws FsException EINVAL when the piece is not the next one or too long; EIO from the device
   */
  public void write(int offset, ByteBuffer piece) {
    writeChecked(offset, piece, null);
  }

  /**
   * Like {@link #write(int, ByteBuffer)}, with the checksums its writer made.
   *
   * @param offset a multiple of 4096
   * @param expected one for each 4 KiB of the piece, the last of which may be shorter only at the
   *     block's end
   * @throws FsException EBADMSG when the data does not match; nothing of the piece was stored
   */
  public void write(int offset, ByteBuffer piece, Checksums expected) {
    writeChecked(offset, piece, expected);
  }

  private void writeChecked(int offset, ByteBuffer piece, @Nullable Checksums expected) {
    requireUnfinished();
    try {
      requireNext(offset, piece.remaining());
      ByteBuffer data = piece.slice();
      addChecksums(data, expected);
      run.file().store(dataOffset + offset, data);
      position += data.limit();
      piece.position(piece.limit());
    } catch (FsException e) {
      abandon();
      throw e;
    }
  }

  private void requireNext(int offset, int bytes) {
    if (offset != position
        || offset % Geometry.CHECKSUM_UNIT_BYTES != 0
        || bytes < 1
        || bytes > draft.length() - position) {
      throw new FsException(
          Errno.EINVAL,
          "block %s of %d bytes: piece %d+%d, expected the one at %d"
              .formatted(block(), draft.length(), offset, bytes, position));
    }
  }

  private void addChecksums(ByteBuffer data, @Nullable Checksums expected) {
    int end = position + data.limit();
    if (expected != null
        && ((end % Geometry.CHECKSUM_UNIT_BYTES != 0 && end != draft.length())
            || expected.count() != Geometry.checksumCount(data.limit()))) {
      throw new FsException(
          Errno.EINVAL,
          "block %s: piece %d+%d with %d checksums"
              .formatted(block(), position, data.limit(), expected.count()));
    }
    int first = position / Geometry.CHECKSUM_UNIT_BYTES;
    for (int at = position; at < end; ) {
      int unit = at / Geometry.CHECKSUM_UNIT_BYTES;
      int stop = Math.min(end, (unit + 1) * Geometry.CHECKSUM_UNIT_BYTES);
      crc.update(data.slice(at - position, stop - at));
      if (stop % Geometry.CHECKSUM_UNIT_BYTES == 0 || stop == draft.length()) {
        checksums[unit] = (int) crc.getValue();
        crc.reset();
        if (expected != null && expected.at(unit - first) != checksums[unit]) {
          throw mismatch(unit, expected.at(unit - first));
        }
      }
      at = stop;
    }
  }

  private FsException mismatch(int unit, int want) {
    store.counters().checksumMismatches.increment();
    return new FsException(
        Errno.EBADMSG,
        "block %s: bytes at %d arrived damaged: crc32c want %08x have %08x"
            .formatted(block(), unit * Geometry.CHECKSUM_UNIT_BYTES, want, checksums[unit]));
  }

  /**
   * Makes the block durable and readable. The future completes on a thread of the force pool:
   * continue elsewhere with anything that takes time. It fails with FsException EIO when the device
   * does; the block is then not there.
   *
   * @throws FsException EINVAL when bytes are missing, EIO when the block file was sealed meanwhile
   */
  public CompletableFuture<CommittedBlock> commit() {
    requireUnfinished();
    if (position != draft.length()) {
      abandon();
      throw new FsException(
          Errno.EINVAL,
          "block %s: %d bytes of %d written".formatted(block(), position, draft.length()));
    }
    int checksum = Crc.ofChecksums(checksums);
    SlotHeader header =
        new SlotHeader(
            draft.sequence(),
            draft.block(),
            draft.inode(),
            draft.fileOffset(),
            draft.timeMillis(),
            draft.length(),
            draft.unit(),
            checksum);
    Commit commit = new Commit(checksum);
    try {
      run.file().commit(header, checksums, commit);
    } catch (FsException e) {
      abandon();
      throw e;
    }
    finished = true;
    return commit.done;
  }

  /** Gives the block up; harmless when it is committed or abandoned already. */
  public void abandon() {
    if (!finished) {
      finished = true;
      run.file().abandon(run.unit(), run.units());
      store.writeEnded(block());
    }
  }

  /** The same as {@link #abandon}. */
  @Override
  public void close() {
    abandon();
  }

  private void requireUnfinished() {
    if (finished) {
      throw new FsException(
          Errno.EINVAL, "block " + block() + " is committed or abandoned already");
    }
  }

  /** For whom the block is written. */
  public BlockPiece.Hint hint() {
    return BlockStore.hint(draft);
  }

  /** Becomes a block when the force has succeeded. */
  private final class Commit implements ForceRequest {
    private final int checksum;
    private final CompletableFuture<CommittedBlock> done = new CompletableFuture<>();

    Commit(int checksum) {
      this.checksum = checksum;
    }

    @Override
    public void forced() {
      run.file().markUsed(run.unit(), run.units());
      store.writeForced(run, draft);
      done.complete(new CommittedBlock(block(), draft.length(), checksum));
    }

    @Override
    public void failed(FsException cause) {
      run.file().pins().unpin(run.unit()); // the space stays taken: the file is sealed
      store.writeEnded(block());
      done.completeExceptionally(cause);
    }
  }
}
