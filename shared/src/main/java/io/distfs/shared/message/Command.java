package io.distfs.shared.message;

import io.distfs.shared.id.SessionId;

/**
 * A mutation as it stands in the replicated log: who sends it and its number in that session's
 * ordered pipeline. Commands of {@link SessionId#SYSTEM} and {@link Mutation.OpenSession} carry
 * sequence 0 and are not remembered.
 *
 * @param sequence 1, 2, 3… within the session; applied in exactly this order
 * @param lowestOpen the lowest sequence whose outcome the client still waits for: outcomes below it
 *     may be forgotten
 */
public record Command(SessionId session, long sequence, long lowestOpen, Mutation mutation) {
  /** Greatest number of unacknowledged commands of one session. */
  public static final int OPEN_MAX = 1024;

  /** A command no session sends. */
  public static Command system(Mutation mutation) {
    return new Command(SessionId.SYSTEM, 0, 0, mutation);
  }
}
