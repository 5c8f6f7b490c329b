package io.distfs.server.namespace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The id ranges a session may draw from, in {@link Table#SESSION}; each list ascending. Immutable.
 */
record Grants(List<Range> inodes, List<Range> blocks) {
  private static final int VERSION = 1;
  private static final int RANGE_BYTES = 12;
  private static final int COUNTS_BYTES = 8;

  /** None. */
  static final Grants EMPTY = new Grants(List.of(), List.of());

  Grants {
    inodes = List.copyOf(inodes);
    blocks = List.copyOf(blocks);
  }

  /** Numbers {@code first} to {@code first + count - 1}. */
  record Range(long first, int count) {
    long end() {
      return first + count;
    }

    boolean contains(long number) {
      return number >= first && number < end();
    }
  }

  boolean mayUseInode(long number) {
    return containing(inodes, number) != null;
  }

  /** The open grant a block id lies in, or null. */
  @Nullable Range blockRange(long number) {
    return containing(blocks, number);
  }

  /** With one more range of inodes; ranges used up are dropped. */
  Grants withInodes(Range range, long used) {
    List<Range> open = new ArrayList<>(inodes);
    open.removeIf(old -> old.end() <= used + 1);
    open.add(range);
    return new Grants(open, blocks);
  }

  /** With one more range of blocks; ranges wholly below {@code closeBelow} are closed. */
  Grants withBlocks(Range range, long closeBelow) {
    List<Range> open = new ArrayList<>(blocks);
    open.removeIf(old -> old.end() <= closeBelow);
    open.add(range);
    return new Grants(inodes, open);
  }

  byte[] encode() {
    int ranges = inodes.size() + blocks.size();
    ValueWriter out = new ValueWriter(VERSION, COUNTS_BYTES + RANGE_BYTES * ranges);
    write(out, inodes);
    write(out, blocks);
    return out.toBytes();
  }

  static Grants decode(byte[] value) {
    ValueReader in = new ValueReader("grants", VERSION, value);
    Grants grants = new Grants(read(in), read(in));
    in.end();
    return grants;
  }

  private static @Nullable Range containing(List<Range> ranges, long number) {
    for (Range range : ranges) {
      if (range.contains(number)) {
        return range;
      }
    }
    return null;
  }

  private static void write(ValueWriter out, List<Range> ranges) {
    out.i32(ranges.size());
    for (Range range : ranges) {
      out.i64(range.first()).i32(range.count());
    }
  }

  private static List<Range> read(ValueReader in) {
    int count = in.count(Limits.GRANTS_MAX);
    List<Range> ranges = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ranges.add(new Range(in.i64(), in.i32()));
    }
    return ranges;
  }
}
