package io.distfs.mount.jnr;

import java.util.function.Consumer;

/**
 * An integer field of a native struct: where it lies and how wide it is.
 *
 * @param offset from the start of the struct
 * @param bytes 4 or 8
 */
record NumberAt(long offset, int bytes) {
  NumberAt {
    if (bytes != Integer.BYTES && bytes != Long.BYTES) {
      throw new IllegalArgumentException("field of " + bytes + " bytes at offset " + offset);
    }
  }

  /**
   * Finds a field by setting it to -1 and looking which bytes changed: jnr's structs tell neither
   * the width of a field nor the offset of one within an inner struct.
   *
   * @param struct address of a zeroed struct, zero again afterwards
   */
  static NumberAt probe(long struct, long structBytes, Consumer<Number> setter) {
    setter.accept(-1L);
    byte[] image = Memory.bytes(struct, Math.toIntExact(structBytes));
    Memory.clear(struct, structBytes);
    int first = 0;
    while (image[first] == 0) {
      first++;
    }
    int end = first;
    while (end < image.length && image[end] != 0) {
      end++;
    }
    return new NumberAt(first, end - first);
  }

  long get(long struct) {
    return bytes == Integer.BYTES
        ? Memory.getInt(struct + offset)
        : Memory.getLong(struct + offset);
  }

  void put(long struct, long value) {
    if (bytes == Integer.BYTES) {
      Memory.putInt(struct + offset, (int) value);
    } else {
      Memory.putLong(struct + offset, value);
    }
  }
}
