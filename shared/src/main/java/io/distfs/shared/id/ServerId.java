package io.distfs.shared.id;

/**
 * Small number of a server within its cluster (1..65535), given at birth and never reused. The
 * server's UUID stands beside it in the cluster map; its address may change.
 */
public record ServerId(int value) implements Comparable<ServerId> {
  /** Greatest server number; two bytes in every format. */
  public static final int VALUE_MAX = 0xFFFF;

  public ServerId {
    if (value < 1 || value > VALUE_MAX) {
      throw new IllegalArgumentException("server id out of range 1..65535: " + value);
    }
  }

  @Override
  public int compareTo(ServerId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
