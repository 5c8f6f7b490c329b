package io.distfs.integration.syscall;

import org.jspecify.annotations.Nullable;

/**
 * A thread as a kernel knows it: Linux itself, or one that answers in its place. What belongs to a
 * thread, or is shared with others (descriptors, working folder, umask), is found through it. Calls
 * are made on the thread itself; {@link #waitsForLock} and {@link #interrupt} on any.
 */
public interface CallingThread {
  /** Said once, on the thread itself, before its first call. */
  void begun();

  /** One that the calling thread begins: shares all with it until it unshares. */
  CallingThread begin();

  /**
   * Makes a system call.
   *
   * @param user who makes it; null for the process itself, the superuser
   * @return the result, or the negative error number
   */
  long call(@Nullable User user, SystemCall call, long... arguments);

  /** Whether it waits in flock(2) or fcntl(2). */
  boolean waitsForLock();

  /** Interrupts the system call it waits in: EINTR, and no restart. */
  void interrupt();

  /** The thread makes no more calls: returns when what it alone had open is closed. */
  void end();
}
