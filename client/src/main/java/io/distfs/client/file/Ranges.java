package io.distfs.client.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of disjoint, not adjacent ranges of a file's bytes. Confined to its owner's lock. */
final class Ranges {
  private final TreeMap<Long, Long> byStart = new TreeMap<>();

  /** From (inclusive) to (exclusive). */
  record Range(long from, long to) {
    long bytes() {
      return to - from;
    }
  }

  /** Puts a range in, joined with what it touches. */
  void add(long from, long to) {
    if (from >= to) {
      return;
    }
    long start = from;
    long end = to;
    Map.Entry<Long, Long> before = byStart.floorEntry(to);
    while (before != null && before.getValue() >= from) {
      start = Math.min(start, before.getKey());
      end = Math.max(end, before.getValue());
      byStart.remove(before.getKey());
      before = byStart.floorEntry(to);
    }
    byStart.put(start, end);
  }

  /** Takes a range out. */
  void remove(long from, long to) {
    if (from >= to) {
      return;
    }
    Map.Entry<Long, Long> before = byStart.lowerEntry(to);
    while (before != null && before.getValue() > from) {
      byStart.remove(before.getKey());
      if (before.getKey() < from) {
        byStart.put(before.getKey(), from);
      }
      if (before.getValue() > to) {
        byStart.put(to, before.getValue());
      }
      before = byStart.lowerEntry(from);
    }
  }

  /** Whether every byte of the range is in. */
  boolean covers(long from, long to) {
    Map.Entry<Long, Long> before = byStart.floorEntry(from);
    return from >= to || (before != null && before.getValue() >= to);
  }

  /** What of that range is not in, in order. */
  List<Range> gaps(long from, long to) {
    List<Range> gaps = new ArrayList<>();
    long at = from;
    for (Range range : within(from, to)) {
      if (range.from > at) {
        gaps.add(new Range(at, range.from));
      }
      at = range.to;
    }
    if (at < to) {
      gaps.add(new Range(at, to));
    }
    return gaps;
  }

  /** What of that range is in, in order. */
  List<Range> within(long from, long to) {
    List<Range> found = new ArrayList<>();
    Long first = byStart.floorKey(from);
    for (Map.Entry<Long, Long> entry :
        byStart.tailMap(first == null ? from : first, true).entrySet()) {
      if (entry.getKey() >= to) {
        break;
      }
      if (entry.getValue() > from) {
        found.add(new Range(Math.max(from, entry.getKey()), Math.min(to, entry.getValue())));
      }
    }
    return found;
  }

  /** First byte in at or behind an offset; {@link Long#MAX_VALUE} if there is none. */
  long nextFrom(long offset) {
    if (covers(offset, offset + 1)) {
      return offset;
    }
    Long next = byStart.ceilingKey(offset);
    return next == null ? Long.MAX_VALUE : next;
  }

  /** First byte not in, from an offset on. */
  long endOf(long offset) {
    Map.Entry<Long, Long> before = byStart.floorEntry(offset);
    return before == null ? offset : Math.max(offset, before.getValue());
  }

  /** Number of bytes in. */
  long bytes() {
    long sum = 0;
    for (Map.Entry<Long, Long> entry : byStart.entrySet()) {
      sum += entry.getValue() - entry.getKey();
    }
    return sum;
  }

  /** Whether nothing is in. */
  boolean isEmpty() {
    return byStart.isEmpty();
  }

  /** First byte not in any range because all are before it; 0 if empty. */
  long end() {
    Map.Entry<Long, Long> last = byStart.lastEntry();
    return last == null ? 0 : last.getValue();
  }
}
