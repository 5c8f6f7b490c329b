package io.distfs.server.block.space;

/**
 * A map of longs to longs other than 0, open addressing with linear probing: 16 bytes per entry at
 * three quarters full, where a HashMap of ids takes near a hundred. Not thread-safe.
 */
final class LongMap {
  private static final int CAPACITY_MIN = 16;

  private long[] keys = new long[CAPACITY_MIN];
  private long[] values = new long[CAPACITY_MIN];
  private int size;

  /** The value of a key, or 0. */
  long get(long key) {
    return values[find(key)];
  }

  /** Stores a value unless the key has one; the old value, or 0. */
  long putIfAbsent(long key, long value) {
    int at = find(key);
    if (values[at] != 0) {
      return values[at];
    }
    keys[at] = key;
    values[at] = value;
    size++;
    if (size > keys.length / 4 * 3) {
      grow();
    }
    return 0;
  }

  /** Removes a key; its value, or 0. */
  long remove(long key) {
    int hole = find(key);
    long removed = values[hole];
    if (removed == 0) {
      return 0;
    }
    size--;
    // Moves back whatever the hole would cut off from the place its hash points to.
    int mask = keys.length - 1;
    for (int at = (hole + 1) & mask; values[at] != 0; at = (at + 1) & mask) {
      int home = home(keys[at], mask);
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        keys[hole] = keys[at];
        values[hole] = values[at];
        hole = at;
      }
    }
    values[hole] = 0;
    return removed;
  }

  /** Number of entries. */
  int size() {
    return size;
  }

  /** All keys, in no order. */
  long[] keys() {
    long[] found = new long[size];
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != 0) {
        found[count++] = keys[i];
      }
    }
    return found;
  }

  private int find(long key) {
    int mask = keys.length - 1;
    int at = home(key, mask);
    while (values[at] != 0 && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private static int home(long key, int mask) {
    long mixed = key * 0x9E3779B97F4A7C15L; // 2^64 / golden ratio: ids come in runs
    return (int) (mixed >>> 32) & mask;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new long[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != 0) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }
}
