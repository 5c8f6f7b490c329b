package io.distfs.server.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.BlockPiece;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Blocks whose content follows from their id, so that any process can check them. Stateless. */
final class SampleBlocks {
  private static final int PIECE_BYTES = 64 << 10;
  private static final int WAIT_SECONDS_MAX = 20;

  private SampleBlocks() {}

  /** The bytes of a block. */
  static byte[] content(BlockId block, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(block.value()).nextBytes(bytes);
    return bytes;
  }

  /** A hint that follows from the id. */
  static BlockPiece.Hint hint(BlockId block) {
    return new BlockPiece.Hint(new InodeId(block.value() + 1), block.value() * 2, 1234);
  }

  /** Writes a whole block, in pieces, and asks for its force. */
  static CompletableFuture<CommittedBlock> commit(BlockStore store, BlockId block, int length) {
    BlockWriter writer = store.begin(block, length, hint(block));
    ByteBuffer bytes = ByteBuffer.wrap(content(block, length));
    for (int at = 0; at < length; at += PIECE_BYTES) {
      writer.write(at, bytes.slice(at, Math.min(PIECE_BYTES, length - at)));
    }
    return writer.commit();
  }

  /** Writes a whole block and waits until it is forced. */
  static CommittedBlock write(BlockStore store, BlockId block, int length) {
    return await(commit(store, block, length));
  }

  /** The result of a future, in bounded time. */
  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FsException failure) {
        throw failure;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** The block is there, whole. */
  static void requireWhole(BlockStore store, BlockId block, int length) {
    try (PinnedBlock pinned = store.read(block, 0, length)) {
      assertThat(pinned.length()).isEqualTo(length);
      assertThat(pinned.buffer()).isEqualTo(ByteBuffer.wrap(content(block, length)));
    }
  }

  /** Runs something that must fail with an errno. */
  static FsException requireErrno(Errno errno, Runnable action) {
    try {
      action.run();
    } catch (FsException e) {
      assertThat(e.errno()).as(String.valueOf(e.getMessage())).isEqualTo(errno);
      return e;
    }
    throw new AssertionError("no " + errno);
  }
}
