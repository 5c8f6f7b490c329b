package io.distfs.shared.transport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The fixed part of a frame, see {@link FrameLayout}. Immutable.
 *
 * @param kind the number of a {@link MessageKind}, perhaps one of a later version
 * @param headerCrc CRC32C of the message header
 */
record FrameHeader(
    FrameType type, int kind, long requestId, int headerBytes, int payloadBytes, int headerCrc) {

  /** Writes the fixed part, {@link FrameLayout#FIXED_BYTES} bytes, with its checksum. */
  ByteBuffer encode() {
    ByteBuffer fixed = ByteBuffer.allocate(FrameLayout.FIXED_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    fixed.putInt(FrameLayout.MAGIC);
    fixed.put((byte) FrameLayout.VERSION);
    fixed.put((byte) type.number());
    fixed.put((byte) kind);
    fixed.put((byte) 0);
    fixed.putLong(requestId);
    fixed.putInt(headerBytes);
    fixed.putInt(payloadBytes);
    fixed.putInt(headerCrc);
    fixed.putInt(crc(fixed.duplicate().flip()));
    return fixed.flip();
  }

  /**
   * Reads and checks the fixed part; its lengths are within their limits.
   *
   * @param fixed at position 0, little-endian, {@link FrameLayout#FIXED_BYTES} bytes
   */
  static FrameHeader decode(ByteBuffer fixed) throws FrameRejectedException {
    int magic = fixed.getInt(FrameLayout.MAGIC_AT);
    if (magic != FrameLayout.MAGIC) {
      throw rejected(RejectReason.MAGIC, Integer.toHexString(magic));
    }
    int version = Byte.toUnsignedInt(fixed.get(FrameLayout.VERSION_AT));
    if (version != FrameLayout.VERSION) {
      throw rejected(RejectReason.VERSION, "have " + version + ", want " + FrameLayout.VERSION);
    }
    int want = crc(fixed.slice(0, FrameLayout.FRAME_CRC_AT));
    int have = fixed.getInt(FrameLayout.FRAME_CRC_AT);
    if (want != have) {
      throw rejected(RejectReason.FRAME_CHECKSUM, checksums(want, have));
    }
    return checkedFields(fixed);
  }

  private static FrameHeader checkedFields(ByteBuffer fixed) throws FrameRejectedException {
    int typeNumber = fixed.get(FrameLayout.TYPE_AT);
    FrameType type = FrameType.of(typeNumber);
    if (type == null) {
      throw rejected(RejectReason.TYPE, "frame type " + typeNumber);
    }
    int flags = Byte.toUnsignedInt(fixed.get(FrameLayout.FLAGS_AT));
    if (flags != 0) {
      throw rejected(RejectReason.TYPE, "flags " + flags + ", want 0");
    }
    int kind = Byte.toUnsignedInt(fixed.get(FrameLayout.KIND_AT));
    int headerBytes = fixed.getInt(FrameLayout.HEADER_LENGTH_AT);
    if (headerBytes < 0 || headerBytes > FrameLayout.HEADER_BYTES_MAX) {
      throw rejected(
          RejectReason.HEADER_LENGTH, tooLong(headerBytes, FrameLayout.HEADER_BYTES_MAX));
    }
    int payloadBytes = fixed.getInt(FrameLayout.PAYLOAD_LENGTH_AT);
    int payloadBytesMax = FrameLayout.payloadBytesMax(kind);
    if (payloadBytes < 0 || payloadBytes > payloadBytesMax) {
      throw rejected(RejectReason.PAYLOAD_LENGTH, tooLong(payloadBytes, payloadBytesMax));
    }
    return new FrameHeader(
        type,
        kind,
        fixed.getLong(FrameLayout.REQUEST_ID_AT),
        headerBytes,
        payloadBytes,
        fixed.getInt(FrameLayout.HEADER_CRC_AT));
  }

  /** Checks the message header that followed. */
  void verify(byte[] header) throws FrameRejectedException {
    int have = crc(ByteBuffer.wrap(header));
    if (have != headerCrc) {
      throw rejected(RejectReason.HEADER_CHECKSUM, checksums(headerCrc, have));
    }
  }

  /** CRC32C of the remaining bytes; the position moves to the limit. */
  static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static String checksums(int want, int have) {
    return "want " + Integer.toHexString(want) + ", have " + Integer.toHexString(have);
  }

  private static String tooLong(int bytes, int max) {
    return Integer.toUnsignedString(bytes) + " bytes, at most " + max;
  }

  private static FrameRejectedException rejected(RejectReason reason, String values) {
    return new FrameRejectedException(reason, values);
  }
}
