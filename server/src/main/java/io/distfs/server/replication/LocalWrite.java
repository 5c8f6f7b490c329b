package io.distfs.server.replication;

import io.distfs.server.block.BlockStore;
import io.distfs.server.block.BlockWriter;
import io.distfs.server.block.CommittedBlock;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.transport.Payload;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This server's own copy of a block on its way in. Pieces are written on the pool, in order: what
 * waits for the disk must not hold up an event loop. Thread-safe.
 */
final class LocalWrite {
  private static final Logger LOG = LoggerFactory.getLogger(LocalWrite.class);

  private final BlockStore store;
  private final BlockPiece first;
  private final SerialQueue queue;
  private final CompletableFuture<CommittedBlock> done = new CompletableFuture<>();

  /** Confined to the queue's tasks. */
  private @Nullable BlockWriter writer;

  LocalWrite(BlockStore store, BlockPiece first, Executor pool) {
    this.store = store;
    this.first = first;
    this.queue = new SerialQueue(pool);
  }

  /** Completes when the block is forced; exceptionally with FsException when it never will be. */
  CompletableFuture<CommittedBlock> done() {
    return done;
  }

  /** Queues a piece; takes over the payload. */
  void add(BlockPiece piece, Payload payload, boolean last) {
    queue.execute(
        () -> {
          try (payload) {
            write(piece, payload, last);
          }
        });
  }

  /** Gives the block up, unless it is being forced already. */
  void giveUp(FsException why) {
    queue.execute(
        () -> {
          if (done.completeExceptionally(why) && writer != null) {
            writer.abandon();
          }
        });
  }

  private void write(BlockPiece piece, Payload payload, boolean last) {
    if (done.isDone()) {
      return;
    }
    try {
      BlockWriter open = writer;
      if (open == null) {
        open = store.begin(first.block(), first.length(), first.hint());
        writer = open;
      }
      open.write(piece.offset(), contiguous(payload), piece.checksums());
      if (last) {
        writer = null; // the commit owns the block from here on
        var _ =
            open.commit()
                .whenComplete(
                    (block, error) -> {
                      if (error == null) {
                        done.complete(block);
                      } else {
                        done.completeExceptionally(error);
                      }
                    });
      }
    } catch (FsException e) {
      done.completeExceptionally(e);
    } catch (InternalError e) {
      // How the JVM tells of an I/O error under a mapping.
      done.completeExceptionally(
          new FsException(Errno.EIO, "block " + first.block() + ": the device failed", e));
    } catch (RuntimeException e) {
      LOG.error("writing block {} failed on a broken invariant", first.block(), e);
      done.completeExceptionally(
          new FsException(Errno.EIO, "block " + first.block() + " could not be written: " + e, e));
    }
  }

  private static ByteBuffer contiguous(Payload payload) {
    ByteBuffer[] views = payload.views();
    if (views.length == 1) {
      return views[0];
    }
    ByteBuffer joined = ByteBuffer.allocateDirect(payload.bytes());
    for (ByteBuffer view : views) {
      joined.put(view);
    }
    return joined.flip();
  }
}
