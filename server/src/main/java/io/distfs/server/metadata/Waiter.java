package io.distfs.server.metadata;

import io.distfs.shared.error.Errno;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.Outcome;
import org.jspecify.annotations.Nullable;

/** Waits for what becomes of a command: exactly one call, from any thread; must not block. */
interface Waiter {
  /** The state machine has decided. */
  void decided(Outcome outcome);

  /** Not decided here; with EAGAIN it is unknown whether it ever will be. */
  void refused(Errno errno, String message);

  /** Certainly not done here: ask that server, or any if null. */
  void redirected(@Nullable ServerId leader);

  /** Runs a task when other commands that have arrived by now are queued too; see Responder. */
  default void afterArrivals(Runnable task) {
    task.run();
  }

  /** Runs a task after a moment, on a thread that is there anyway; see Responder. */
  default void afterWhile(long nanos, Runnable task) {
    task.run();
  }
}
