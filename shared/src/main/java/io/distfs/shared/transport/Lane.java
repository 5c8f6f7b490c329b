package io.distfs.shared.transport;

/**
 * Which of the connections to a server a message takes, so that bulk data never delays metadata.
 * Messages of one lane to one server keep their order as long as the connection lives.
 */
public enum Lane {
  /** Metadata, sessions, reports. */
  CONTROL,
  /** Block pieces and reads. */
  BULK,
  /** The Raft engine's messages. */
  RAFT
}
