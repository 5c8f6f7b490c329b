package io.distfs.integration.contract;

import io.distfs.integration.syscall.Attributes;
import io.distfs.integration.syscall.CallingThread;
import io.distfs.integration.syscall.Descriptors;
import io.distfs.integration.syscall.Kernel;
import io.distfs.integration.syscall.LinuxThread;
import io.distfs.integration.syscall.Names;
import io.distfs.integration.syscall.Peer;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs claims below one folder, each in a fresh folder and on a thread of its own. */
final class ClaimRun {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Path folder;
  private final Supplier<CallingThread> kernel;

  /** Runs them on Linux. */
  ClaimRun(Path folder) {
    this(folder, LinuxThread::new);
  }

  /** Runs them on a kernel that gives each claim a thread of a process of its own. */
  ClaimRun(Path folder, Supplier<CallingThread> kernel) {
    this.folder = folder;
    this.kernel = kernel;
  }

  /** Runs one; returns why it does not hold, or null if it does. */
  @Nullable Throwable run(Contract.Item item) {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("claim " + item.name())
            .start(() -> failure.set(attempt(item)));
    try {
      if (!thread.join(LIMIT)) {
        return new AssertionError("hangs, after " + LIMIT + " in" + stackOf(thread));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new AssertionError("interrupted", e);
    }
    return failure.get();
  }

  private @Nullable Throwable attempt(Contract.Item item) {
    try {
      Kernel.bind(kernel.get());
      String place = folder.resolve(item.name()).toString();
      Peer.ownFolder();
      Attributes.umask(0);
      Names.mkdir(place, 0755);
      Names.chdir(place);
      item.method().invoke(item.subject());
      return null;
    } catch (InvocationTargetException e) {
      return e.getCause();
    } catch (IllegalAccessException | RuntimeException | AssertionError e) {
      return e;
    } finally {
      Descriptors.closeAll();
    }
  }

  private static String stackOf(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .map(frame -> "\n  " + frame)
        .collect(Collectors.joining());
  }
}
