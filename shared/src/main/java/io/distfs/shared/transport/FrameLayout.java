package io.distfs.shared.transport;

/**
 * Byte offsets and limits of a frame. All integers are little-endian.
 *
 * <pre>
 *  0        4       5      6      7       8            16              20               24           28
 *  | magic  | vers. | type | kind | flags | request id | header length | payload length | header CRC | CRC of 0..27 |
 *  | "DFSF" | u8=1  | u8   | u8   | u8=0  | u64        | u32           | u32            | u32        | u32          |
 *  32: message header (its CRC32C at 24), then the payload
 * </pre>
 *
 * The payload has no checksum here: bulk bytes travel with the CRC32C of each 4 KiB in the message
 * header, made by their first writer and verified end to end, so that a second pass over them would
 * find nothing more. Raft's entries carry JRaft's own checksum.
 */
final class FrameLayout {
  /** "DFSF" as bytes on the wire, read as a little-endian integer. */
  static final int MAGIC = 0x46534644;

  /** Version of this layout. */
  static final int VERSION = 1;

  static final int MAGIC_AT = 0;
  static final int VERSION_AT = 4;
  static final int TYPE_AT = 5;
  static final int KIND_AT = 6;
  static final int FLAGS_AT = 7;
  static final int REQUEST_ID_AT = 8;
  static final int HEADER_LENGTH_AT = 16;
  static final int PAYLOAD_LENGTH_AT = 20;
  static final int HEADER_CRC_AT = 24;
  static final int FRAME_CRC_AT = 28;

  /** Bytes before the message header. */
  static final int FIXED_BYTES = 32;

  /**
   * Greatest message header: a directory page of 1,024 entries at most 255 bytes of name and about
   * 130 of attributes each is under 400 KiB, a command with 64 KiB of inline data is far less.
   */
  static final int HEADER_BYTES_MAX = 2 << 20;

  /** Greatest payload: a whole block and one checksum unit more. */
  static final int PAYLOAD_BYTES_MAX = (4 << 20) + (4 << 10);

  /** Greatest payload of {@link MessageKind#RAFT}: one entry of 8 MiB behind a batch of others. */
  static final int RAFT_PAYLOAD_BYTES_MAX = 9 << 20;

  private FrameLayout() {}

  /** The payload limit of a kind's number, known or not. */
  static int payloadBytesMax(int kind) {
    return kind == MessageKind.RAFT.number() ? RAFT_PAYLOAD_BYTES_MAX : PAYLOAD_BYTES_MAX;
  }
}
