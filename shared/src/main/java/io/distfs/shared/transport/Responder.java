package io.distfs.shared.transport;

import io.distfs.shared.error.Errno;
import io.distfs.shared.id.ServerId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The way back to whoever sent a request: exactly one call, from any thread. */
public interface Responder {
  /** Answers; takes over the payload. */
  void reply(ByteBuffer header, Payload payload);

  /** Answers with an operating error. */
  void fail(Errno errno, String message);

  /** Sends the caller to the leader; null if none is known now. */
  void redirect(@Nullable ServerId leader);

  /**
   * Runs a task that more requests like this one could share: on this thread, once everything that
   * has arrived by now was handed to its handler; at once where that cannot be told. Nothing waits
   * for what may yet arrive.
   */
  default void afterArrivals(Runnable task) {
    task.run();
  }

  /** Runs a task after so many nanoseconds, on the request's event loop; at once where none is. */
  default void afterWhile(long nanos, Runnable task) {
    task.run();
  }
}
