package io.distfs.integration.syscall;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.distfs.shared.libc.LibC;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A thread of this process, whose calls go to Linux: {@code syscall(2)}. */
public final class LinuxThread implements CallingThread {
  // Variadic in C, but whole numbers travel the same way either way on Linux (System V, AAPCS64).
  private static final MethodHandle SYSCALL =
      LibC.function(
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG));

  private static final int ARGUMENTS = 6;
  private static final int LIMIT_SECONDS = 10;

  /** A real-time signal nobody else uses. */
  private static final int SIGNAL = 45;

  /** As the kernel numbers it; 0 before it has begun. */
  private volatile long id;

  @Override
  public void begun() {
    id = raw(SystemCall.GETTID);
  }

  @Override
  public CallingThread begin() {
    return new LinuxThread();
  }

  @Override
  public long call(@Nullable User user, SystemCall call, long... arguments) {
    return user == null ? raw(call, arguments) : user.call(call, arguments);
  }

  /** The result of a system call made as this process, or its negative error number. */
  static long raw(SystemCall call, long... arguments) {
    long[] a = java.util.Arrays.copyOf(arguments, ARGUMENTS);
    MemorySegment state = LibC.state();
    long result;
    try {
      result =
          (long)
              SYSCALL.invokeExact(state, (long) call.number(), a[0], a[1], a[2], a[3], a[4], a[5]);
    } catch (Throwable e) {
      throw LibC.unexpected(e);
    }
    // An address or an offset may look negative; only -1 is an error.
    return result == -1 ? -LibC.errno(state) : result;
  }

  // The kernel shows the number of the call a sleeping thread is in, or "running".
  @Override
  public boolean waitsForLock() {
    try {
      String call = Files.readString(Path.of("/proc/self/task/" + id + "/syscall"));
      return call.startsWith(SystemCall.FLOCK.number() + " ")
          || call.startsWith(SystemCall.FCNTL.number() + " ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void interrupt() {
    Handler.install();
    raw(SystemCall.TGKILL, raw(SystemCall.GETPID), id, SIGNAL);
  }

  // Java's idea of a thread ends a little before the kernel's, whose end is what closes files.
  @Override
  public void end() {
    Path task = Path.of("/proc/self/task/" + id);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (Files.exists(task)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("thread " + id + " did not end");
      }
      Thread.onSpinWait();
    }
  }

  /** The handler that makes the signal interrupt: abs(3), which does nothing to anybody. */
  private static final class Handler {
    static {
      set();
    }

    private Handler() {}

    static void install() {
      // done by loading this class, once
    }

    @SuppressWarnings("restricted") // signal(2) and siginterrupt(3) by their C types
    private static void set() {
      MemorySegment state = LibC.state(Arena.global());
      MemorySegment abs = Linker.nativeLinker().defaultLookup().findOrThrow("abs");
      try {
        MemorySegment before =
            (MemorySegment)
                LibC.function("signal", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS))
                    .invokeExact(state, SIGNAL, abs);
        int set =
            (int)
                LibC.function("siginterrupt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT))
                    .invokeExact(state, SIGNAL, 1);
        if (before.address() == -1 || set != 0) {
          throw new AssertionError("cannot handle signal " + SIGNAL);
        }
      } catch (Throwable e) {
        throw LibC.unexpected(e);
      }
    }
  }
}
