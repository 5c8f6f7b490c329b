package io.distfs.mount.jnr;

import jnr.ffi.annotations.Delegate;

/**
 * The shapes of libfuse's upcalls, by number of arguments. Every argument is an integer or a
 * pointer and travels in a register of its own, so each is taken as a whole register; where C has
 * an {@code int} only the lower half is defined and the receiver casts.
 */
final class Upcalls {
  private Upcalls() {}

  /** A request and one argument. */
  public interface With1 {
    @Delegate
    void invoke(long request, long first);
  }

  /** A request and two arguments. */
  public interface With2 {
    @Delegate
    void invoke(long request, long first, long second);
  }

  /** A request and three arguments. */
  public interface With3 {
    @Delegate
    void invoke(long request, long first, long second, long third);
  }

  /** A request and four arguments. */
  public interface With4 {
    @Delegate
    void invoke(long request, long first, long second, long third, long fourth);
  }

  /** A request and five arguments. */
  public interface With5 {
    @Delegate
    void invoke(long request, long first, long second, long third, long fourth, long fifth);
  }
}
