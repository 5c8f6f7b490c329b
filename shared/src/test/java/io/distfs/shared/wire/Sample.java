package io.distfs.shared.wire;

import java.nio.ByteBuffer;
import java.util.function.Function;

/** A named message with the way to its bytes and back. */
record Sample<T>(
    String name, T value, Function<T, ByteBuffer> encoder, Function<ByteBuffer, T> decoder) {

  ByteBuffer encode() {
    return encoder.apply(value);
  }

  T decode(ByteBuffer bytes) {
    return decoder.apply(bytes);
  }

  /** Decodes bytes and encodes what came out. */
  ByteBuffer recode(ByteBuffer bytes) {
    return encoder.apply(decode(bytes));
  }

  @Override
  public String toString() {
    return name;
  }
}
