package io.distfs.integration.syscall;

import java.util.function.Supplier;

/**
 * The one door to the kernel, which is Linux unless the calling thread was bound to another.
 * Thread-safe; acts on the calling thread.
 */
public final class Kernel {
  private static final ThreadLocal<CallingThread> CURRENT =
      ThreadLocal.withInitial(LinuxThread::new);

  private Kernel() {}

  /** From now on the calling thread's system calls go there. Once, before its first. */
  public static void bind(CallingThread thread) {
    CURRENT.set(thread);
    thread.begun();
  }

  /** What the body gives, whose system calls go there. */
  public static <T> T through(CallingThread thread, Supplier<T> body) {
    CallingThread before = CURRENT.get();
    CURRENT.set(thread);
    try {
      return body.get();
    } finally {
      CURRENT.set(before);
    }
  }

  /** What answers the calling thread. */
  public static CallingThread current() {
    return CURRENT.get();
  }

  /** The result of a system call made by whoever acts on this thread. */
  static long call(SystemCall call, long... arguments) {
    long result = attempt(call, arguments);
    if (result < 0) {
      throw new FailedCall(call, (int) -result);
    }
    return result;
  }

  /** As {@link #call}, with the negative error number where it fails. */
  static long attempt(SystemCall call, long... arguments) {
    return CURRENT.get().call(User.acting(), call, arguments);
  }
}
