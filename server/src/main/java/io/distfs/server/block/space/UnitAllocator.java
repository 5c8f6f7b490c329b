package io.distfs.server.block.space;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which runs of units of one block file are free. Pure; guarded by its file's lock.
 *
 * <pre>
 *  [ used | free run | used | free run ][ fresh tail              ]
 *                                       ^ writtenEnd
 * </pre>
 *
 * Space that was written before is given out first, the smallest run that is enough; the tail that
 * nobody has written yet only when no such run is: writing again measured half as dear as turning
 * preallocated space into written space.
 */
public final class UnitAllocator {
  /** What {@link #allocate} says when no run is long enough. */
  public static final int NONE = -1;

  private final int unitCount;
  private final TreeMap<Integer, Integer> lengthByStart = new TreeMap<>();

  /** Length in the upper, start in the lower half: ceiling() is the best fit. */
  private final TreeSet<Long> byLength = new TreeSet<>();

  private int writtenEnd;
  private int freeCount;

  /** All units free. */
  public UnitAllocator(int unitCount) {
    this.unitCount = unitCount;
    this.freeCount = unitCount;
  }

  /** Takes a run that recovery found in use; runs come in ascending order. */
  public void restore(int start, int count) {
    if (start < writtenEnd || start + count > unitCount) {
      throw new IllegalStateException(
          "run %d+%d overlaps or exceeds: written %d of %d"
              .formatted(start, count, writtenEnd, unitCount));
    }
    if (start > writtenEnd) {
      add(writtenEnd, start - writtenEnd);
    }
    writtenEnd = start + count;
    freeCount -= count;
  }

  /** First unit of a run that is now taken, or {@link #NONE}. */
  public int allocate(int count) {
    Long best = byLength.ceiling((long) count << Integer.SIZE);
    if (best != null) {
      int start = best.intValue();
      int length = (int) (best >>> Integer.SIZE);
      remove(start, length);
      if (length > count) {
        add(start + count, length - count);
      }
      freeCount -= count;
      return start;
    }
    return allocateAtTail(count);
  }

  private int allocateAtTail(int count) {
    int start = writtenEnd;
    Map.@Nullable Entry<Integer, Integer> last = lengthByStart.lastEntry();
    if (last != null && last.getKey() + last.getValue() == writtenEnd) {
      start = last.getKey();
    }
    if (unitCount - start < count) {
      return NONE;
    }
    if (start < writtenEnd) {
      remove(start, writtenEnd - start);
    }
    writtenEnd = start + count;
    freeCount -= count;
    return start;
  }

  /** Gives a run back. */
  public void free(int start, int count) {
    int from = start;
    int length = count;
    Map.@Nullable Entry<Integer, Integer> before = lengthByStart.floorEntry(start);
    if (before != null) {
      int end = before.getKey() + before.getValue();
      check(end <= start, start, count);
      if (end == start) {
        from = before.getKey();
        length += before.getValue();
        remove(from, before.getValue());
      }
    }
    Map.@Nullable Entry<Integer, Integer> after = lengthByStart.ceilingEntry(start);
    if (after != null) {
      check(start + count <= after.getKey(), start, count);
      if (start + count == after.getKey()) {
        length += after.getValue();
        remove(after.getKey(), after.getValue());
      }
    }
    check(start >= 0 && start + count <= writtenEnd, start, count);
    add(from, length);
    freeCount += count;
  }

  private void check(boolean holds, int start, int count) {
    if (!holds) {
      throw new IllegalStateException(
          "run %d+%d freed twice or never taken, written %d".formatted(start, count, writtenEnd));
    }
  }

  /** Units free in all runs together. */
  public int freeCount() {
    return freeCount;
  }

  /** Longest run that can be allocated now. */
  public int longestRun() {
    int tail = unitCount - writtenEnd;
    Map.@Nullable Entry<Integer, Integer> last = lengthByStart.lastEntry();
    if (last != null && last.getKey() + last.getValue() == writtenEnd) {
      tail += last.getValue();
    }
    return byLength.isEmpty() ? tail : Math.max(tail, (int) (byLength.last() >>> Integer.SIZE));
  }

  private void add(int start, int length) {
    lengthByStart.put(start, length);
    byLength.add(key(start, length));
  }

  private void remove(int start, int length) {
    lengthByStart.remove(start);
    byLength.remove(key(start, length));
  }

  private static long key(int start, int length) {
    return (long) length << Integer.SIZE | start;
  }
}
