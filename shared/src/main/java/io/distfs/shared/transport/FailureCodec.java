package io.distfs.shared.transport;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of error and redirect replies, as message headers.
 *
 * <pre>
 *  error:    0 errno u16 | 2 message length u16 | 4 message, UTF-8
 *  redirect: 0 server id of the leader u16, 0 = none known
 * </pre>
 */
final class FailureCodec {
  /** Longer messages are cut. */
  static final int MESSAGE_BYTES_MAX = 4096;

  private static final int MESSAGE_AT = 4;

  private FailureCodec() {}

  static ByteBuffer encodeError(Errno errno, String message) {
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    if (text.length > MESSAGE_BYTES_MAX) {
      text = Arrays.copyOf(text, MESSAGE_BYTES_MAX);
    }
    return ByteBuffer.allocate(MESSAGE_AT + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) errno.number())
        .putShort((short) text.length)
        .put(text)
        .flip();
  }

  /** The error of a reply; a damaged body is EBADMSG. */
  static FsException decodeError(ByteBuffer body) {
    if (body.remaining() < MESSAGE_AT) {
      return new FsException(
          Errno.EBADMSG, "error reply of " + body.remaining() + " bytes, want " + MESSAGE_AT);
    }
    int number = Short.toUnsignedInt(body.getShort());
    int length = Short.toUnsignedInt(body.getShort());
    if (length != body.remaining()) {
      return new FsException(
          Errno.EBADMSG, "error text of " + body.remaining() + " bytes, want " + length);
    }
    Errno errno = Errno.of(number);
    String text = StandardCharsets.UTF_8.decode(body).toString();
    return new FsException(errno == Errno.OK ? Errno.EIO : errno, text);
  }

  static ByteBuffer encodeRedirect(@Nullable ServerId leader) {
    return ByteBuffer.allocate(Short.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) (leader == null ? 0 : leader.value()))
        .flip();
  }

  /** The redirect of a reply; a damaged body is EBADMSG. */
  static RuntimeException decodeRedirect(ByteBuffer body) {
    if (body.remaining() != Short.BYTES) {
      return new FsException(
          Errno.EBADMSG, "redirect of " + body.remaining() + " bytes, want " + Short.BYTES);
    }
    int leader = Short.toUnsignedInt(body.getShort());
    return new NotLeaderException(leader == 0 ? null : new ServerId(leader));
  }
}
