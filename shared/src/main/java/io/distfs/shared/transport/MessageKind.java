package io.distfs.shared.transport;

import org.jspecify.annotations.Nullable;

/** What a frame asks for; the number is one byte on the wire and never given to another kind. */
public enum MessageKind {
  /** First frame of a connection, both ways: versions, cluster, who I am. */
  HELLO(1),
  /** A {@code Command} for the replicated log; the reply is its {@code Outcome}. */
  MUTATE(2),
  /** A {@code Query}; the reply is its {@code Answer}. */
  QUERY(3),
  /** A session is alive; the reply tells of orphans and the cluster's epoch. */
  KEEP_ALIVE(4),
  /** The cluster map, the leader, and each server's state. */
  CLUSTER(5),
  /** One piece of a block on its way along the chain; only the last piece is answered. */
  BLOCK_PIECE(6),
  /** A range of a block with its checksums. */
  BLOCK_READ(7),
  /** A block that no command will name: delete it. */
  BLOCK_ABANDON(8),
  /** A server tells the leader of itself: space, health. */
  SERVER_REPORT(9),
  /** A message of the Raft engine. */
  RAFT(10),
  /** Checks the whole metadata structure on the server asked. */
  VERIFY(11),
  /** A session waits for a lock; the leader holds the reply back for a while. */
  AWAIT_LOCK(14),
  /** A session no longer waits for a lock. */
  WITHDRAW_LOCK(15),
  /** Where a block lies on the server's disk, for a client on the same machine. */
  BLOCK_LOCATE(16);

  private static final int NUMBER_LIMIT = 17;
  private static final @Nullable MessageKind[] BY_NUMBER = index();

  private final int number;

  MessageKind(int number) {
    this.number = number;
  }

  /** The number on the wire. */
  public int number() {
    return number;
  }

  /** The kind of a number, or null. */
  public static @Nullable MessageKind of(int number) {
    return number >= 0 && number < NUMBER_LIMIT ? BY_NUMBER[number] : null;
  }

  private static @Nullable MessageKind[] index() {
    @Nullable MessageKind[] index = new @Nullable MessageKind[NUMBER_LIMIT];
    for (MessageKind kind : values()) {
      index[kind.number] = kind;
    }
    return index;
  }
}
