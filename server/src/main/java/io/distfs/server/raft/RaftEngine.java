package io.distfs.server.raft;

import io.distfs.shared.id.ServerId;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A member of the consensus group that orders log entries. Thread-safe. */
public interface RaftEngine extends AutoCloseable {
  /** Greatest number of bytes of one entry. */
  int ENTRY_BYTES_MAX = 8 << 20;

  /**
   * Appends an entry to the replicated log, if this server leads.
   *
   * @return what {@link ReplicatedState#apply} gave for it on this server; or exceptionally {@link
   *     io.distfs.shared.transport.NotLeaderException} when it certainly was not appended here and
   *     now, or FsException EAGAIN when leadership was lost meanwhile and the fate is unknown
   */
  CompletableFuture<Object> propose(ByteBuffer entry);

  /**
   * Completes when this server leads, has proven so to a majority after this call, and has applied
   * everything committed before it: a read from its state is linearizable then.
   */
  CompletableFuture<Void> readBarrier();

  /** Whether this server believes to lead, having applied all of its predecessors' entries. */
  boolean isLeader();

  /** The leader as known here, or null. */
  @Nullable ServerId leader();

  /** Current term. */
  long term();

  /** Takes a snapshot now and lets the log be purged up to it. */
  CompletableFuture<Void> snapshot();

  /** Hands leadership to another member; completes when asked for, not when done. */
  void transferLeadership(ServerId to);

  @Override
  void close();
}
