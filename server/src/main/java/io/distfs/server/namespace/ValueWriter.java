package io.distfs.server.namespace;

import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Timestamp;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Builds one stored value: a format version byte, then big-endian fields. Not thread-safe. */
final class ValueWriter {
  private ByteBuffer buffer;

  ValueWriter(int version, int bytesExpected) {
    buffer = ByteBuffer.allocate(bytesExpected + 1);
    buffer.put((byte) version);
  }

  ValueWriter u8(int value) {
    room(1).put((byte) value);
    return this;
  }

  ValueWriter u16(int value) {
    room(Short.BYTES).putShort((short) value);
    return this;
  }

  ValueWriter i32(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  ValueWriter i64(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  ValueWriter time(Timestamp time) {
    room(Long.BYTES + Integer.BYTES).putLong(time.seconds()).putInt(time.nanos());
    return this;
  }

  /** The bytes without their length: only as the last field. */
  ValueWriter rest(byte[] bytes) {
    room(bytes.length).put(bytes);
    return this;
  }

  /** The bytes without their length: only as the last field. */
  ValueWriter rest(ByteString bytes) {
    room(bytes.length()).put(bytes.asBuffer());
    return this;
  }

  /** A 32-bit length and the bytes. */
  ValueWriter bytes(ByteString bytes) {
    i32(bytes.length());
    return rest(bytes);
  }

  byte[] toBytes() {
    if (buffer.hasRemaining()) {
      return Arrays.copyOf(buffer.array(), buffer.position());
    }
    return buffer.array();
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int capacity = Math.max(buffer.capacity() * 2, buffer.position() + bytes);
      buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
    }
    return buffer;
  }
}
