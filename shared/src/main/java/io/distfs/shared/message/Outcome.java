package io.distfs.shared.message;

import io.distfs.shared.error.Errno;

/**
 * What the state machine decided about one command; remembered until the client acknowledges it.
 *
 * @param errno {@link Errno#OK}, or why nothing was changed
 * @param result {@link Result.None} when the errno is not OK, but for the two refusals of the
 *     pipeline itself ({@link Result.OutOfOrder}, {@link Result.SessionGone}) and that of a lock
 *     ({@link Result.LockDenied})
 */
public record Outcome(Errno errno, Result result) {
  /** Done, with nothing to tell. */
  public static final Outcome DONE = new Outcome(Errno.OK, new Result.None());

  /** Done, with this result. */
  public static Outcome of(Result result) {
    return new Outcome(Errno.OK, result);
  }

  /** Refused; nothing was changed. */
  public static Outcome refused(Errno errno) {
    return new Outcome(errno, new Result.None());
  }
}
