package io.distfs.shared.wire;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A growing little-endian buffer that codecs write to; reusable after {@link #clear}. Confined to
 * one thread.
 *
 * <p>What the format cannot carry (a list over its limit, a number too wide for its field) is
 * refused with FsException E2BIG, so that what one side writes the other side never refuses.
 */
public final class WireWriter {
  /** Greatest number of bytes in one message: twice the largest entry of the replicated log. */
  public static final int BYTES_MAX = 16 << 20;

  private static final int INITIAL_BYTES = 256;

  private ByteBuffer buffer;

  /** An empty writer of a usual size. */
  public WireWriter() {
    this(INITIAL_BYTES);
  }

  /** An empty writer that holds so many bytes before it grows. */
  public WireWriter(int initialBytes) {
    buffer = ByteBuffer.allocate(initialBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Number of bytes written. */
  public int size() {
    return buffer.position();
  }

  /** Forgets what was written; buffers given out by {@link #toBuffer} become invalid. */
  public void clear() {
    buffer.clear();
  }

  /**
   * What was written, from position 0 to its limit, little-endian. Shares the writer's memory:
   * valid as long as the writer is not written to again.
   */
  public ByteBuffer toBuffer() {
    return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).flip();
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    byte[] bytes = new byte[size()];
    buffer.get(0, bytes);
    return bytes;
  }

  /** One byte, 0..255. */
  public void u8(int value) {
    within("u8", value, 0xFF);
    room(Byte.BYTES).put((byte) value);
  }

  /** Two bytes, 0..65,535. */
  public void u16(int value) {
    within("u16", value, 0xFFFF);
    room(Short.BYTES).putShort((short) value);
  }

  /** Four bytes, signed or with its bits taken as unsigned. */
  public void i32(int value) {
    room(Integer.BYTES).putInt(value);
  }

  /** Room for so many times four bytes, to be filled before anything else is written. */
  public IntBuffer i32s(int count) {
    int bytes = Integer.BYTES * count;
    ByteBuffer into = room(bytes);
    IntBuffer values = into.slice(into.position(), bytes).order(into.order()).asIntBuffer();
    into.position(into.position() + bytes);
    return values;
  }

  /** Eight bytes, signed or with its bits taken as unsigned. */
  public void i64(long value) {
    room(Long.BYTES).putLong(value);
  }

  /** Four bytes, 0..limit. */
  public void u31(String what, int value, int limit) {
    within(what, value, limit);
    i32(value);
  }

  /** Eight bytes, a number that is never negative. */
  public void u63(String what, long value) {
    if (value < 0) {
      throw tooBig(what, value, Long.MAX_VALUE);
    }
    i64(value);
  }

  /** One byte, 1 or 0. */
  public void flag(boolean value) {
    u8(value ? 1 : 0);
  }

  /** A UUID's 16 bytes in the order of its text (RFC 9562), the one big-endian thing here. */
  public void uuid(UUID value) {
    i64(Long.reverseBytes(value.getMostSignificantBits()));
    i64(Long.reverseBytes(value.getLeastSignificantBits()));
  }

  /** The number of elements of a list, in one byte. */
  public void count8(String what, int count, int limit) {
    within(what, count, limit);
    u8(count);
  }

  /** The number of elements of a list, in two bytes. */
  public void count16(String what, int count, int limit) {
    within(what, count, limit);
    u16(count);
  }

  /** The number of elements of a list, in four bytes. */
  public void count32(String what, int count, int limit) {
    u31(what, count, limit);
  }

  /** The remaining bytes of a buffer, without a length; its position does not move. */
  public void raw(ByteBuffer bytes) {
    room(bytes.remaining()).put(bytes.duplicate());
  }

  /** A text in UTF-8 behind its length in two bytes, at most {@link WireLimits#TEXT_BYTES_MAX}. */
  public void text(String what, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    count16(what, bytes.length, WireLimits.TEXT_BYTES_MAX);
    room(bytes.length).put(bytes);
  }

  private static void within(String what, int value, int limit) {
    if (value < 0 || value > limit) {
      throw tooBig(what, value, limit);
    }
  }

  private static FsException tooBig(String what, long value, long limit) {
    return new FsException(Errno.E2BIG, what + " " + value + " is outside 0.." + limit);
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      grow(bytes);
    }
    return buffer;
  }

  private void grow(int bytes) {
    long needed = (long) size() + bytes;
    if (needed > BYTES_MAX) {
      throw tooBig("message bytes", needed, BYTES_MAX);
    }
    int capacity = (int) Math.min(BYTES_MAX, Math.max(needed, 2L * buffer.capacity()));
    buffer = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
  }
}
