package io.distfs.shared.fs;

import java.nio.IntBuffer;
import java.util.Arrays;

/** CRC32Cs of consecutive 4 KiB units of a block, in order. Immutable. */
public final class Checksums {
  private final int[] values;

  private Checksums(int[] values) {
    this.values = values;
  }

  /** Takes the array as it is, without a copy: the caller must not touch it again. */
  public static Checksums wrap(int... values) {
    return new Checksums(values);
  }

  /** How many units. */
  public int count() {
    return values.length;
  }

  /** The CRC32C of one unit. */
  public int at(int unit) {
    return values[unit];
  }

  /** Puts all of them into a buffer, in order. */
  public void putInto(IntBuffer buffer) {
    buffer.put(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Checksums checksums && Arrays.equals(values, checksums.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return values.length + " checksums";
  }
}
