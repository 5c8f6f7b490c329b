package io.distfs.integration.syscall;

import static io.distfs.integration.syscall.Flags.CLONE_FILES;
import static io.distfs.integration.syscall.Flags.CLONE_FS;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What a fork of this process would be to the kernel's files: a thread with a descriptor table,
 * umask and working folder of its own, copied when it began. POSIX record locks of the two conflict
 * as those of two processes do; open file descriptions are shared as after fork(2); its end closes
 * what it had open. Bodies given to it make system calls and nothing else: a jar the JVM opened
 * there would be closed to all others.
 */
public final class Peer implements AutoCloseable {
  private static final int LIMIT_SECONDS = 10;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("contract-peer-", 0).factory());

  private final CallingThread calls = Kernel.current().begin();
  private final int threadId;

  private Peer() {
    threadId =
        ask(
            () -> {
              Kernel.bind(calls);
              Kernel.call(SystemCall.UNSHARE, CLONE_FS | CLONE_FILES);
              return (int) Kernel.call(SystemCall.GETTID);
            });
  }

  /** Begins one, with a copy of this thread's descriptors. */
  public static Peer fork() {
    return new Peer();
  }

  /** Gives the calling thread a umask and a working folder of its own. */
  public static void ownFolder() {
    Kernel.call(SystemCall.UNSHARE, CLONE_FS);
  }

  /** Has it do something, and waits. */
  public void act(Runnable body) {
    ask(
        () -> {
          body.run();
          return true;
        });
  }

  /** Has it do something, and waits for the result. */
  public <T> T ask(Supplier<T> body) {
    return await(beginAsking(body));
  }

  /** Has it begin something. */
  public Future<Boolean> begin(Runnable body) {
    return beginAsking(
        () -> {
          body.run();
          return true;
        });
  }

  /** Has it begin something that has a result. */
  public <T> Future<T> beginAsking(Supplier<T> body) {
    return thread.submit(body::get);
  }

  /** The result of what was begun; what it threw is thrown here. */
  public static <T> T await(Future<T> future) {
    try {
      return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FailedCall failed) {
        throw failed;
      }
      throw new AssertionError(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("not done after " + LIMIT_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** How others reach what it has: {@code cwd/NAME} in its working folder, {@code fd/NUMBER}. */
  public String fromOutside(String what) {
    return "/proc/self/task/" + threadId + "/" + what;
  }

  /** Returns when it waits in flock(2) or fcntl(2). */
  public void awaitWaiting() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!calls.waitsForLock()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it does not wait for a lock");
      }
      Thread.onSpinWait();
    }
  }

  /** Interrupts the system call it waits in: EINTR, and no restart. */
  public void interrupt() {
    calls.interrupt();
  }

  /** Ends it as exit(2) does: all its descriptors are closed. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("a peer did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    calls.end();
  }
}
