package io.distfs.integration.syscall;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.distfs.shared.libc.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The one door to the kernel: {@code syscall(2)}. Thread-safe; acts on the calling thread. */
final class Kernel {
  // Variadic in C, but whole numbers travel the same way either way on Linux (System V, AAPCS64).
  private static final MethodHandle SYSCALL =
      LibC.function(
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG));

  private static final int ARGUMENTS = 6;

  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> LibC.state(Arena.ofAuto()));

  private Kernel() {}

  /** The result of a system call made by whoever acts on this thread. */
  static long call(SystemCall call, long... arguments) {
    long result = User.call(call, arguments);
    if (result < 0) {
      throw new FailedCall(call, (int) -result);
    }
    return result;
  }

  /** The result of a system call made as this process, or its negative error number. */
  static long raw(SystemCall call, long... arguments) {
    long[] a = java.util.Arrays.copyOf(arguments, ARGUMENTS);
    MemorySegment state = STATE.get();
    long result;
    try {
      result =
          (long)
              SYSCALL.invokeExact(state, (long) call.number(), a[0], a[1], a[2], a[3], a[4], a[5]);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall throws nothing", e);
    }
    // An address or an offset may look negative; only -1 is an error.
    return result == -1 ? -LibC.errno(state) : result;
  }
}
