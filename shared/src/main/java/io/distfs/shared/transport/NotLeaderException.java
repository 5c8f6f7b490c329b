package io.distfs.shared.transport;

import io.distfs.shared.id.ServerId;
import org.jspecify.annotations.Nullable;

/** The server asked is not the leader; nothing was done. */
public final class NotLeaderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable ServerId leader;

  /** With the leader it knows of, or null. */
  public NotLeaderException(@Nullable ServerId leader) {
    super("not the leader; leader known there: " + leader);
    this.leader = leader;
  }

  /** The leader, as that server knows it. */
  public @Nullable ServerId leader() {
    return leader;
  }
}
