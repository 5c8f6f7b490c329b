package io.distfs.shared.id;

/** Identifier of a client session, assigned by the replicated state machine, never reused. */
public record SessionId(long value) implements Comparable<SessionId> {
  /** The author of commands that no client sent (expiry, orphan collection). */
  public static final SessionId SYSTEM = new SessionId(0);

  @Override
  public int compareTo(SessionId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
