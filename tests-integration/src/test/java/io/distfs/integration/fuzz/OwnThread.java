package io.distfs.integration.fuzz;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Runs what changes the working folder and umask of its thread: those of the test are the JVM's.
 * Stateless.
 */
final class OwnThread {
  private OwnThread() {}

  /** The body's result; what it threw is thrown here. */
  static <T> T run(Supplier<T> body) throws InterruptedException {
    FutureTask<T> task = new FutureTask<>(body::get);
    Thread.ofPlatform().name("fuzz").start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getMessage(), e.getCause());
    }
  }
}
