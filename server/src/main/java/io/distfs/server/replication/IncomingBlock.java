package io.distfs.server.replication;

import io.distfs.server.block.CommittedBlock;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.Responder;
import io.distfs.shared.wire.BlockCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A block that is being received: copied here and forwarded at the same time. Pieces come from one
 * event loop, in order.
 *
 * <pre>
 *  piece ──┬─► local:      verify, copy ─► (last) force ──┐
 *          └─► downstream: forward      ─► (last) reply ──┴─► Reply(forced, failed)
 * </pre>
 *
 * The reply names a server as having the block only after that server has forced it.
 */
final class IncomingBlock {
  private final ServerId self;
  private final LocalWrite local;
  private final @Nullable ServerId next;
  private final @Nullable Downstream downstream;
  private int position;
  private volatile long touchedNanos;
  private volatile boolean complete;

  /** With no next server this is the end of the chain. */
  IncomingBlock(
      ServerId self,
      LocalWrite local,
      @Nullable ServerId next,
      @Nullable Downstream downstream,
      long nowNanos) {
    this.self = self;
    this.local = local;
    this.next = next;
    this.downstream = downstream;
    this.touchedNanos = nowNanos;
  }

  /** Whether this piece is the one that follows. */
  boolean expects(BlockPiece piece) {
    return !complete && piece.offset() == position;
  }

  /** Takes a piece that is not the last; takes over the payload. */
  void add(BlockPiece piece, Payload payload, long nowNanos) {
    take(piece, payload, nowNanos, false);
  }

  /**
   * Takes the last piece and answers when all is known; takes over the payload.
   *
   * @return completes when it has been answered
   */
  CompletableFuture<Void> addLast(
      BlockPiece piece, Payload payload, Responder responder, long nowNanos) {
    complete = true;
    take(piece, payload, nowNanos, true);
    CompletableFuture<CommittedBlock> forced =
        local.done().copy().orTimeout(Downstream.FORCE_MILLIS_MAX, TimeUnit.MILLISECONDS);
    CompletableFuture<BlockPiece.Reply> behind =
        downstream == null
            ? CompletableFuture.completedFuture(new BlockPiece.Reply(List.of(), null))
            : downstream.reply();
    return forced
        .handle((block, error) -> error == null ? null : cause(error))
        .thenCombine(
            behind.handle((reply, error) -> error == null ? reply : cause(error)),
            (here, there) -> {
              answer(here, there, responder);
              return null;
            });
  }

  private void take(BlockPiece piece, Payload payload, long nowNanos, boolean last) {
    touchedNanos = nowNanos;
    position += payload.bytes();
    if (downstream != null) {
      downstream.forward(piece, payload, last);
    }
    local.add(piece, payload, last);
  }

  /** Whether nothing came for so long that its sender must be gone. */
  boolean isIdle(long nowNanos, long nanosMax) {
    return !complete && nowNanos - touchedNanos > nanosMax;
  }

  /** Gives the half-written block up. */
  void giveUp(FsException why) {
    local.giveUp(why);
    if (downstream != null) {
      downstream.giveUp();
    }
  }

  /**
   * Tells the outcome.
   *
   * @param here null, or why this server did not force
   * @param there the reply of the next server, or why there is none
   */
  private void answer(@Nullable Throwable here, Object there, Responder responder) {
    FsException refusal = refusal(here) != null ? refusal(here) : refusal(there);
    if (refusal != null) {
      responder.fail(refusal.errno(), refusal.detail());
      return;
    }
    List<ServerId> forced = new ArrayList<>();
    ServerId failed = here == null ? null : self;
    if (here == null) {
      forced.add(self);
    }
    if (there instanceof BlockPiece.Reply reply) {
      forced.addAll(reply.forced());
      failed = failed == null ? reply.failed() : failed;
    } else {
      failed = failed == null ? next : failed;
    }
    responder.reply(
        BlockCodec.encodePieceReply(new BlockPiece.Reply(forced, failed)), Payload.empty());
  }

  /** Errors that are the writer's to know; of all others it learns which server failed. */
  private static @Nullable FsException refusal(@Nullable Object error) {
    if (error instanceof FsException refused) {
      return switch (refused.errno()) {
        case ENOSPC, EBADMSG, EINVAL, EEXIST, EAGAIN -> refused;
        default -> null;
      };
    }
    return null;
  }

  private static Throwable cause(Throwable error) {
    if (error instanceof TimeoutException) {
      return new FsException(Errno.ETIMEDOUT, "the block was not forced in time", error);
    }
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
