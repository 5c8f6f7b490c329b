package io.distfs.server.namespace;

import java.util.Arrays;

/**
 * Counts by number, in 12 bytes a slot: the verifier counts the links of every inode, and boxed
 * maps would need ten times as much. Not thread-safe.
 */
final class Tally {
  private static final int FIRST_CAPACITY = 1024;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** No id: marks a free slot. */
  private static final long FREE = -1;

  private long[] numbers = free(FIRST_CAPACITY);
  private int[] counts = new int[FIRST_CAPACITY];
  private int used;

  void add(long number, int count) {
    if (used * 3 >= numbers.length * 2) {
      grow();
    }
    int slot = slot(number);
    if (numbers[slot] == FREE) {
      numbers[slot] = number;
      used++;
    }
    counts[slot] += count;
  }

  int of(long number) {
    return counts[slot(number)];
  }

  private int slot(long number) {
    int mask = numbers.length - 1;
    int slot = (int) ((number * MIX) >>> 32) & mask;
    while (numbers[slot] != FREE && numbers[slot] != number) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldNumbers = numbers;
    int[] oldCounts = counts;
    numbers = free(oldNumbers.length * 2);
    counts = new int[numbers.length];
    for (int i = 0; i < oldNumbers.length; i++) {
      if (oldNumbers[i] != FREE) {
        int slot = slot(oldNumbers[i]);
        numbers[slot] = oldNumbers[i];
        counts[slot] = oldCounts[i];
      }
    }
  }

  private static long[] free(int capacity) {
    long[] slots = new long[capacity];
    Arrays.fill(slots, FREE);
    return slots;
  }
}
