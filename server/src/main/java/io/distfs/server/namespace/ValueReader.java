package io.distfs.server.namespace;

import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Timestamp;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads one stored value: checks its format version, then every field against the bytes left.
 * Anything wrong is a {@link CorruptStateException} naming the kind of record. Not thread-safe.
 */
final class ValueReader {
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private final String what;
  private final ByteBuffer buffer;

  ValueReader(String what, int version, byte[] value) {
    this.what = what;
    this.buffer = ByteBuffer.wrap(value);
    int have = u8();
    if (have != version) {
      throw new CorruptStateException(
          what + " of format version " + have + ", want " + version + " (or newer software)");
    }
  }

  int u8() {
    return need(1).get() & 0xFF;
  }

  int u16() {
    return need(Short.BYTES).getShort() & 0xFFFF;
  }

  int i32() {
    return need(Integer.BYTES).getInt();
  }

  long i64() {
    return need(Long.BYTES).getLong();
  }

  /** A 32-bit count within a limit. */
  int count(int limit) {
    int count = i32();
    if (count < 0 || count > limit) {
      throw new CorruptStateException(what + " with a count of " + count + ", limit " + limit);
    }
    return count;
  }

  Timestamp time() {
    long seconds = i64();
    int nanos = i32();
    if (nanos < 0 || nanos >= NANOS_PER_SECOND) {
      throw new CorruptStateException(what + " with " + nanos + " nanoseconds in a time");
    }
    return new Timestamp(seconds, nanos);
  }

  byte[] rest() {
    byte[] bytes =
        Arrays.copyOfRange(
            buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.limit());
    buffer.position(buffer.limit());
    return bytes;
  }

  ByteString bytes() {
    int length = count(buffer.remaining());
    byte[] bytes = new byte[length];
    need(length).get(bytes);
    return ByteString.wrap(bytes);
  }

  boolean hasMore() {
    return buffer.hasRemaining();
  }

  /** Nothing may be left. */
  void end() {
    if (buffer.hasRemaining()) {
      throw new CorruptStateException(what + " with " + buffer.remaining() + " bytes too many");
    }
  }

  private ByteBuffer need(int bytes) {
    if (buffer.remaining() < bytes) {
      throw new CorruptStateException(
          what + " cut short: " + buffer.remaining() + " bytes left, want " + bytes);
    }
    return buffer;
  }
}
