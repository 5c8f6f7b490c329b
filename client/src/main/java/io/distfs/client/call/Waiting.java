package io.distfs.client.call;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for futures on behalf of threads that must not be cut short: what has been sent cannot be
 * unsent, so an interrupt is kept for the caller and the wait goes on, always bounded.
 */
public final class Waiting {
  private Waiting() {}

  /**
   * The future's value.
   *
   * @throws RuntimeException the failure itself, unwrapped; FsException ETIMEDOUT past the limit
   */
  public static <T> T on(CompletableFuture<T> future, Duration limit, String what) {
    if (!future.isDone()) {
      BeforeWait.waiting();
    }
    long end = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException | CancellationException e) {
      throw failure(e);
    } catch (TimeoutException e) {
      throw new FsException(
          Errno.ETIMEDOUT, what + ": no answer within " + limit.toMillis() + " ms", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Until the future is over; for work that is bounded itself. */
  public static void until(CompletableFuture<Void> over) {
    if (!over.isDone()) {
      BeforeWait.waiting();
    }
    Void _ = over.join();
  }

  /** As {@link #on}, for what can be unsent. */
  public static <T> T interruptiblyOn(CompletableFuture<T> future, Duration limit, String what)
      throws InterruptedException {
    if (!future.isDone()) {
      BeforeWait.waiting();
    }
    try {
      return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | CancellationException e) {
      throw failure(e);
    } catch (TimeoutException e) {
      throw new FsException(
          Errno.ETIMEDOUT, what + ": no answer within " + limit.toMillis() + " ms", e);
    }
  }

  /** Lets this time pass. */
  public static void pause(Duration time) {
    CompletableFuture<Void> never = new CompletableFuture<>();
    try {
      on(
          never.completeOnTimeout(null, time.toNanos(), TimeUnit.NANOSECONDS),
          time.multipliedBy(4),
          "pause");
    } catch (FsException late) {
      // The timer came late: the time has passed all the same.
      if (late.errno() != Errno.ETIMEDOUT) {
        throw late;
      }
    }
  }

  /** The failure a future ended with, without the wrappers. */
  public static RuntimeException failure(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof RuntimeException failure) {
      return failure;
    }
    return new FsException(Errno.EIO, "unexpected failure: " + cause, cause);
  }
}
