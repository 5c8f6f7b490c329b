package io.distfs.shared.id;

/** Identifier of an immutable block; handed out in grants, never reused. Immutable. */
public record BlockId(long value) implements Comparable<BlockId> {
  @Override
  public int compareTo(BlockId other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toHexString(value);
  }
}
