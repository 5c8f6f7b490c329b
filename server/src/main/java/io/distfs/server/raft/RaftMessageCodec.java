package io.distfs.server.raft;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.RpcClient.Outgoing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Messages of the Raft engine as bytes and back. The header is <code>0 message number u8 | 1 CRC32C
 * of the payload u32</code>; the payload is the message in Protocol Buffers' encoding.
 */
final class RaftMessageCodec {
  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  private RaftMessageCodec() {}

  /** The bytes of a message; an object that is none of {@link RaftMessage} is our own bug. */
  static Outgoing encode(Object message) {
    RaftMessage kind = RaftMessage.of(message);
    if (kind == null || !(message instanceof Message body)) {
      throw new IllegalStateException("no number for a " + message.getClass().getName());
    }
    ByteBuffer payload = ByteBuffer.wrap(body.toByteArray());
    ByteBuffer header =
        ByteBuffer.allocate(HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) kind.number())
            .putInt(crc(payload))
            .flip();
    return new Outgoing(header, Payload.of(payload));
  }

  /**
   * The message of these bytes; the payload stays the caller's.
   *
   * @throws FsException EBADMSG, with want and have
   */
  static Message decode(ByteBuffer header, Payload payload) {
    if (header.remaining() != HEADER_BYTES) {
      throw bad("header of " + header.remaining() + " bytes, want " + HEADER_BYTES);
    }
    ByteBuffer fields = header.slice().order(ByteOrder.LITTLE_ENDIAN);
    int number = fields.get();
    RaftMessage kind = RaftMessage.ofNumber(number);
    if (kind == null) {
      throw bad("message number " + number);
    }
    int want = fields.getInt();
    int have = crc(payload.views());
    if (want != have) {
      throw bad(
          "checksum want " + Integer.toHexString(want) + ", have " + Integer.toHexString(have));
    }
    try {
      return kind.parser().parseFrom(CodedInputStream.newInstance(Arrays.asList(payload.views())));
    } catch (IOException e) {
      throw new FsException(Errno.EBADMSG, "Raft message " + kind + ": " + e.getMessage(), e);
    }
  }

  private static int crc(ByteBuffer... parts) {
    CRC32C crc = new CRC32C();
    for (ByteBuffer part : parts) {
      crc.update(part.duplicate());
    }
    return (int) crc.getValue();
  }

  private static FsException bad(String values) {
    return new FsException(Errno.EBADMSG, "Raft message: " + values);
  }
}
