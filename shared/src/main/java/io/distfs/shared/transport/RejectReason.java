package io.distfs.shared.transport;

/** Why a connection was closed for what came over it. */
public enum RejectReason {
  /** Does not begin as a frame does: another protocol, or rubbish. */
  MAGIC,
  /** A frame layout of another version. */
  VERSION,
  /** The fixed part's checksum is wrong. */
  FRAME_CHECKSUM,
  /** An unknown frame type or flag, or a type this side never gets. */
  TYPE,
  /** The message header is said to be longer than allowed. */
  HEADER_LENGTH,
  /** The payload is said to be longer than allowed. */
  PAYLOAD_LENGTH,
  /** The message header's checksum is wrong. */
  HEADER_CHECKSUM,
  /** The connection ended within a frame (also when a peer is killed while sending). */
  TRUNCATED,
  /** The first frame is no HELLO, a damaged one, or none came in time. */
  HELLO,
  /** The peer speaks no protocol version we know. */
  PROTOCOL_VERSION,
  /** The peer belongs to another cluster. */
  CLUSTER
}
