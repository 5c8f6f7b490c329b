package io.distfs.shared.transport;

import io.distfs.shared.cluster.HostPort;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Sends requests to servers, connecting as needed. Thread-safe. */
public interface RpcClient extends AutoCloseable {
  /**
   * Sends a request; takes over the payload (closed in every case). Never blocks.
   *
   * @param message header (little-endian fields, position to limit; must not change until
   *     completion) and payload
   * @param deadline the future ends by then, whatever happens
   * @return the reply; or completed exceptionally with {@link io.distfs.shared.error.FsException}
   *     (the server's errno; ETIMEDOUT past the deadline; EHOSTDOWN if not connected or the
   *     connection broke, so that it is unknown whether the request was carried out) or {@link
   *     NotLeaderException}
   */
  CompletableFuture<Reply> call(
      HostPort to, Lane lane, MessageKind kind, Outgoing message, Duration deadline);

  /**
   * Sends a request that has no reply, in order with other messages of the lane; takes over the
   * payload.
   *
   * @return completes when the bytes have been handed to the operating system, exceptionally as
   *     {@link #call}
   */
  CompletableFuture<Void> post(
      HostPort to, Lane lane, MessageKind kind, Outgoing message, Duration deadline);

  /** Closes all connections; calls in flight end with EHOSTDOWN. */
  @Override
  void close();

  /** Header and bulk bytes of a message to send. */
  record Outgoing(ByteBuffer header, Payload payload) {
    /** A message without bulk bytes. */
    public static Outgoing of(ByteBuffer header) {
      return new Outgoing(header, Payload.empty());
    }
  }
}
