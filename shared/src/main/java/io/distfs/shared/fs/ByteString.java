package io.distfs.shared.fs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable run of bytes with value equality: link targets, xattrs, inline data. */
public final class ByteString {
  /** No bytes. */
  public static final ByteString EMPTY = new ByteString(new byte[0]);

  private final byte[] bytes;

  private ByteString(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes the array as it is, without a copy: the caller must not touch it again. */
  public static ByteString wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new ByteString(bytes);
  }

  /** The bytes of a text in UTF-8. */
  public static ByteString of(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The remaining bytes of a buffer, copied; the buffer's position does not move. */
  public static ByteString copyOf(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return wrap(bytes);
  }

  /** Number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** A read-only view, without a copy. */
  public ByteBuffer asBuffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** The bytes from {@code from} (inclusive) to {@code to} (exclusive), copied. */
  public ByteString slice(int from, int to) {
    return from == 0 && to == bytes.length ? this : wrap(Arrays.copyOfRange(bytes, from, to));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteString string && Arrays.equals(bytes, string.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The length only: contents may be a user's data and never belong in a log. */
  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
