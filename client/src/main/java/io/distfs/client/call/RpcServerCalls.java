package io.distfs.client.call;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.FsException;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.AwaitLock;
import io.distfs.shared.message.BlockAbandon;
import io.distfs.shared.message.BlockLocate;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.message.BlockRead;
import io.distfs.shared.message.ClusterState;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.KeepAlive;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.VerifyReport;
import io.distfs.shared.message.WithdrawLock;
import io.distfs.shared.transport.Lane;
import io.distfs.shared.transport.MessageKind;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.Reply;
import io.distfs.shared.transport.RpcClient;
import io.distfs.shared.wire.AnswerCodec;
import io.distfs.shared.wire.BlockCodec;
import io.distfs.shared.wire.ClusterCodec;
import io.distfs.shared.wire.CommandCodec;
import io.distfs.shared.wire.KeepAliveCodec;
import io.distfs.shared.wire.LockCodec;
import io.distfs.shared.wire.OutcomeCodec;
import io.distfs.shared.wire.QueryCodec;
import io.distfs.shared.wire.VerifyCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** {@link ServerCalls} over the wire protocol. Thread-safe. */
public final class RpcServerCalls implements ServerCalls {
  private static final ByteBuffer NO_FIELDS = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final RpcClient rpc;

  /** Takes over the client. */
  public RpcServerCalls(RpcClient rpc) {
    this.rpc = rpc;
  }

  @Override
  public CompletableFuture<Outcome> mutate(HostPort to, Command command, Duration deadline) {
    return control(
        to, MessageKind.MUTATE, CommandCodec.encode(command), deadline, OutcomeCodec::decode);
  }

  @Override
  public CompletableFuture<Answer> query(HostPort to, Query query, Duration deadline) {
    return control(to, MessageKind.QUERY, QueryCodec.encode(query), deadline, AnswerCodec::decode);
  }

  @Override
  public CompletableFuture<KeepAlive.Reply> keepAlive(
      HostPort to, KeepAlive message, Duration deadline) {
    return control(
        to,
        MessageKind.KEEP_ALIVE,
        KeepAliveCodec.encode(message),
        deadline,
        KeepAliveCodec::decodeReply);
  }

  @Override
  public CompletableFuture<AwaitLock.Verdict> awaitLock(
      HostPort to, AwaitLock message, Duration deadline) {
    return control(
        to,
        MessageKind.AWAIT_LOCK,
        LockCodec.encodeAwait(message),
        deadline,
        LockCodec::decodeVerdict);
  }

  @Override
  public CompletableFuture<Void> withdrawLock(
      HostPort to, WithdrawLock message, Duration deadline) {
    RpcClient.Outgoing outgoing = RpcClient.Outgoing.of(LockCodec.encodeWithdraw(message));
    return rpc.call(to, Lane.CONTROL, MessageKind.WITHDRAW_LOCK, outgoing, deadline)
        .thenAccept(reply -> reply.payload().close());
  }

  @Override
  public CompletableFuture<ClusterState> cluster(HostPort to, Duration deadline) {
    return control(
        to, MessageKind.CLUSTER, NO_FIELDS.duplicate(), deadline, ClusterCodec::decodeState);
  }

  @Override
  public CompletableFuture<VerifyReport> verify(HostPort to, Duration deadline) {
    return control(to, MessageKind.VERIFY, NO_FIELDS.duplicate(), deadline, VerifyCodec::decode);
  }

  @Override
  public CompletableFuture<Void> sendPiece(
      HostPort to, BlockPiece piece, Payload data, Duration deadline) {
    return rpc.post(to, Lane.BULK, MessageKind.BLOCK_PIECE, outgoing(piece, data), deadline);
  }

  @Override
  public CompletableFuture<BlockPiece.Reply> sendLastPiece(
      HostPort to, BlockPiece piece, Payload data, Duration deadline) {
    return decoded(
        rpc.call(to, Lane.BULK, MessageKind.BLOCK_PIECE, outgoing(piece, data), deadline),
        BlockCodec::decodePieceReply);
  }

  @Override
  public CompletableFuture<BlockBytes> readBlock(HostPort to, BlockRead read, Duration deadline) {
    RpcClient.Outgoing message = RpcClient.Outgoing.of(BlockCodec.encodeRead(read));
    return rpc.call(to, Lane.BULK, MessageKind.BLOCK_READ, message, deadline)
        .thenApply(
            reply -> {
              try {
                return new BlockBytes(BlockCodec.decodeReadReply(reply.header()), reply.payload());
              } catch (FsException e) {
                reply.payload().close();
                throw e;
              }
            });
  }

  @Override
  public CompletableFuture<BlockLocate.Reply> locateBlocks(
      HostPort to, BlockLocate message, Duration deadline) {
    RpcClient.Outgoing outgoing = RpcClient.Outgoing.of(BlockCodec.encodeLocate(message));
    return decoded(
        rpc.call(to, Lane.BULK, MessageKind.BLOCK_LOCATE, outgoing, deadline),
        BlockCodec::decodeLocateReply);
  }

  @Override
  public CompletableFuture<Void> abandonBlock(
      HostPort to, BlockAbandon message, Duration deadline) {
    RpcClient.Outgoing outgoing = RpcClient.Outgoing.of(BlockCodec.encodeAbandon(message));
    return rpc.call(to, Lane.BULK, MessageKind.BLOCK_ABANDON, outgoing, deadline)
        .thenAccept(reply -> reply.payload().close());
  }

  @Override
  public void close() {
    rpc.close();
  }

  private static RpcClient.Outgoing outgoing(BlockPiece piece, Payload data) {
    return new RpcClient.Outgoing(BlockCodec.encodePiece(piece), data);
  }

  private <T> CompletableFuture<T> control(
      HostPort to,
      MessageKind kind,
      ByteBuffer header,
      Duration deadline,
      Function<ByteBuffer, T> decode) {
    return decoded(
        rpc.call(to, Lane.CONTROL, kind, RpcClient.Outgoing.of(header), deadline), decode);
  }

  private static <T> CompletableFuture<T> decoded(
      CompletableFuture<Reply> call, Function<ByteBuffer, T> decode) {
    return call.thenApply(
        reply -> {
          try (Payload _ = reply.payload()) {
            return decode.apply(reply.header());
          }
        });
  }
}
