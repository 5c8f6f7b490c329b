package io.distfs.client.call;

import io.distfs.shared.cluster.HostPort;
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
import io.distfs.shared.transport.Payload;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Every call a client makes to a server, with typed messages. Thread-safe; no call blocks, each
 * future ends by its deadline. Failures are {@link io.distfs.shared.error.FsException} or {@link
 * io.distfs.shared.transport.NotLeaderException}, as {@link io.distfs.shared.transport.RpcClient}
 * says. Calls of the same kind of lane to one server arrive in order while its connection lives.
 */
public interface ServerCalls extends AutoCloseable {
  /** A command for the replicated log. */
  CompletableFuture<Outcome> mutate(HostPort to, Command command, Duration deadline);

  /** A question to the namespace. */
  CompletableFuture<Answer> query(HostPort to, Query query, Duration deadline);

  /** A sign of life of a session. */
  CompletableFuture<KeepAlive.Reply> keepAlive(HostPort to, KeepAlive message, Duration deadline);

  /** Waits for a lock; the answer comes late. */
  CompletableFuture<AwaitLock.Verdict> awaitLock(HostPort to, AwaitLock message, Duration deadline);

  /** Waits for a lock no more. */
  CompletableFuture<Void> withdrawLock(HostPort to, WithdrawLock message, Duration deadline);

  /** The cluster as that server sees it. */
  CompletableFuture<ClusterState> cluster(HostPort to, Duration deadline);

  /** Checks the whole metadata structure on that server. */
  CompletableFuture<VerifyReport> verify(HostPort to, Duration deadline);

  /** One piece of a block but not its last; takes over the data. */
  CompletableFuture<Void> sendPiece(HostPort to, BlockPiece piece, Payload data, Duration deadline);

  /** The last piece of a block; takes over the data. */
  CompletableFuture<BlockPiece.Reply> sendLastPiece(
      HostPort to, BlockPiece piece, Payload data, Duration deadline);

  /** A range of a block; the caller closes the payload. */
  CompletableFuture<BlockBytes> readBlock(HostPort to, BlockRead read, Duration deadline);

  /** Where blocks lie on that server's disk, for a client of the same machine. */
  CompletableFuture<BlockLocate.Reply> locateBlocks(
      HostPort to, BlockLocate message, Duration deadline);

  /** Gives up a block no command will name. */
  CompletableFuture<Void> abandonBlock(HostPort to, BlockAbandon message, Duration deadline);

  @Override
  void close();

  /** Bytes of a block with what is needed to verify them. The receiver closes the payload. */
  record BlockBytes(BlockRead.Reply reply, Payload payload) {}
}
