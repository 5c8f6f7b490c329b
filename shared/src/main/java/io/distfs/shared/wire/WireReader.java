package io.distfs.shared.wire;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads little-endian fields of a message, trusting nothing: every read is checked against what is
 * left, every count against its limit and against what is left before anything is allocated. What
 * does not fit is FsException EBADMSG with want, have and the offset. Confined to one thread.
 */
public final class WireReader {
  private final String message;
  private final ByteBuffer bytes;
  private final int begin;

  /**
   * Reads a buffer's remaining bytes, without moving its position.
   *
   * @param message what is read, for error messages
   */
  public WireReader(String message, ByteBuffer bytes) {
    this.message = message;
    this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    this.begin = bytes.position();
  }

  /** Number of bytes not read yet. */
  public int remaining() {
    return bytes.remaining();
  }

  /** One byte, 0..255. */
  public int u8() {
    return need(Byte.BYTES).get() & 0xFF;
  }

  /** Two bytes, 0..65,535. */
  public int u16() {
    return need(Short.BYTES).getShort() & 0xFFFF;
  }

  /** Four bytes. */
  public int i32() {
    return need(Integer.BYTES).getInt();
  }

  /** Fills an array with four bytes each. */
  public void i32s(int[] values) {
    ByteBuffer have = need(Integer.BYTES * values.length);
    have.asIntBuffer().get(values);
    have.position(have.position() + Integer.BYTES * values.length);
  }

  /** Eight bytes. */
  public long i64() {
    return need(Long.BYTES).getLong();
  }

  /** Four bytes, refused unless 0..limit. */
  public int u31(String what, int limit) {
    return within(what, i32() & 0xFFFF_FFFFL, limit);
  }

  /** Eight bytes, refused if negative. */
  public long u63(String what) {
    long value = i64();
    if (value < 0) {
      throw invalid(what + ": want 0.." + Long.MAX_VALUE + ", have " + value, null);
    }
    return value;
  }

  /** One byte, refused unless 0 or 1. */
  public boolean flag(String what) {
    return within(what, u8(), 1) == 1;
  }

  /** A UUID, 16 bytes in the order of its text. */
  public UUID uuid() {
    need(2 * Long.BYTES);
    return new UUID(Long.reverseBytes(i64()), Long.reverseBytes(i64()));
  }

  /**
   * The number of elements of a list, in one byte; each takes at least {@code bytesMin} bytes.
   *
   * @return a count for which it is safe to allocate
   */
  public int count8(String what, int limit, int bytesMin) {
    return plausible(what, within(what, u8(), limit), bytesMin);
  }

  /** As {@link #count8}, in two bytes. */
  public int count16(String what, int limit, int bytesMin) {
    return plausible(what, within(what, u16(), limit), bytesMin);
  }

  /** As {@link #count8}, in four bytes. */
  public int count32(String what, int limit, int bytesMin) {
    return plausible(what, u31(what, limit), bytesMin);
  }

  /** So many bytes, copied; the count comes out of one of the {@code count} methods. */
  public byte[] raw(int count) {
    need(count);
    byte[] copy = new byte[count];
    bytes.get(copy);
    return copy;
  }

  /** A text in UTF-8 behind its length in two bytes. */
  public String text(String what) {
    byte[] text = raw(count16(what, WireLimits.TEXT_BYTES_MAX, 1));
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(text))
          .toString();
    } catch (CharacterCodingException e) {
      throw invalid(what + ": want UTF-8", e);
    }
  }

  /**
   * Ends a message.
   *
   * @throws FsException EBADMSG if bytes are left
   */
  public void end() {
    if (bytes.hasRemaining()) {
      throw invalid("want its end, have " + bytes.remaining() + " bytes more", null);
    }
  }

  /** An error for a tag nobody has defined. */
  public FsException unknown(String what, int tag) {
    return invalid(what + ": want a known tag, have " + tag, null);
  }

  /** An error for a value that is refused: EBADMSG, with the message and the offset. */
  public FsException invalid(String why, @Nullable Throwable cause) {
    int offset = bytes.position() - begin;
    return new FsException(
        Errno.EBADMSG, message + " refused before byte " + offset + ": " + why, cause);
  }

  private ByteBuffer need(int count) {
    if (bytes.remaining() < count) {
      throw invalid("want " + count + " bytes, have " + bytes.remaining(), null);
    }
    return bytes;
  }

  private int within(String what, long value, int limit) {
    if (value < 0 || value > limit) {
      throw invalid(what + ": want 0.." + limit + ", have " + value, null);
    }
    return (int) value;
  }

  private int plausible(String what, int count, int bytesMin) {
    if ((long) count * bytesMin > bytes.remaining()) {
      throw invalid(
          what + ": want " + count + " of them, have " + bytes.remaining() + " bytes", null);
    }
    return count;
  }
}
