package io.distfs.server.replication;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.transport.Lane;
import io.distfs.shared.transport.MessageKind;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.RpcClient;
import io.distfs.shared.wire.BlockCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The rest of a block's chain: forwards each piece to the next server as it arrives, and waits for
 * its word on the last one. Confined to the event loop of the connection the pieces come by, but
 * for {@link #reply}.
 */
final class Downstream {
  /** A server that has not forced the block so long after its last piece counts as dead. */
  static final long FORCE_MILLIS_MAX = 5_000;

  /** Each further server of the chain gets so much more, to say itself who was late behind it. */
  static final long HOP_MILLIS = 500;

  private final RpcClient rpc;
  private final HostPort next;
  private final List<ServerId> rest;
  private final CompletableFuture<BlockPiece.Reply> reply = new CompletableFuture<>();

  /** Forwards to a server, which forwards to the rest. */
  Downstream(RpcClient rpc, HostPort next, List<ServerId> rest) {
    this.rpc = rpc;
    this.next = next;
    this.rest = List.copyOf(rest);
  }

  /** What the next server said; exceptionally when it broke, refused, or was late. */
  CompletableFuture<BlockPiece.Reply> reply() {
    return reply;
  }

  /** Sends a piece on; the payload stays the caller's. */
  void forward(BlockPiece piece, Payload payload, boolean last) {
    if (reply.isDone()) {
      return; // broken already: the block is lost for the rest of the chain
    }
    BlockPiece onward =
        new BlockPiece(
            piece.block(), piece.length(), piece.offset(), piece.checksums(), rest, piece.hint());
    RpcClient.Outgoing message =
        new RpcClient.Outgoing(BlockCodec.encodePiece(onward), payload.retain());
    Duration limit = Duration.ofMillis(FORCE_MILLIS_MAX + HOP_MILLIS * (rest.size() + 1));
    if (last) {
      var _ =
          rpc.call(next, Lane.BULK, MessageKind.BLOCK_PIECE, message, limit)
              .thenApply(
                  answer -> {
                    answer.payload().close();
                    return BlockCodec.decodePieceReply(answer.header());
                  })
              .whenComplete(this::finish);
    } else {
      var _ =
          rpc.post(next, Lane.BULK, MessageKind.BLOCK_PIECE, message, limit)
              .whenComplete(
                  (sent, error) -> {
                    if (error != null) {
                      reply.completeExceptionally(error);
                    }
                  });
    }
  }

  private void finish(BlockPiece.Reply answer, Throwable error) {
    if (error != null) {
      reply.completeExceptionally(error);
    } else {
      reply.complete(answer);
    }
  }

  /** The block is given up here; what the rest of the chain has is abandoned there when idle. */
  void giveUp() {
    reply.completeExceptionally(new FsException(Errno.EIO, "the block was given up upstream"));
  }
}
