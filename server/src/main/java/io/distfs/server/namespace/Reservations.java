package io.distfs.server.namespace;

import io.distfs.shared.fs.ByteRange;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.InodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * Space that is reserved for ranges of files without data: disjoint from each other and from the
 * segments. Whoever puts data there, or cuts the range out, gives the reservation up; see
 * docs/decisions/reservations.md. Stateless.
 */
final class Reservations {
  private static final int VERSION = 1;

  private Reservations() {}

  /** Stores the number of reserved bytes, if there ever were any. */
  static void writeCounter(MetaTransaction transaction, Counters counters) {
    byte[] stored = transaction.get(Table.META, Keys.META_RESERVED);
    if ((stored == null ? 0 : NumberCodec.decode(stored)) != counters.reservedBytes) {
      transaction.put(Table.META, Keys.META_RESERVED, NumberCodec.encode(counters.reservedBytes));
    }
  }

  /** Reserves space for the holes of {@code from <= x < to}. */
  static void reserve(Transition transition, Inode inode, long from, long to) {
    release(transition, inode, from, to);
    List<ByteRange> holes = new ArrayList<>();
    long at = from;
    try (SegmentScan scan = new SegmentScan(transition.transaction(), inode.id, from, to)) {
      for (Segment segment = scan.next(); segment != null; segment = scan.next()) {
        if (segment.offset() > at) {
          holes.add(new ByteRange(at, segment.offset() - at));
        }
        at = segment.end();
      }
    }
    if (at < to) {
      holes.add(new ByteRange(at, to - at));
    }
    for (ByteRange hole : holes) {
      put(transition, inode, hole);
    }
  }

  /** Gives up what is reserved of {@code from <= x < to}. */
  static void release(Transition transition, Inode inode, long from, long to) {
    // The usual filesystem has no reservations, and its writes need no search for them.
    if (transition.counters().reservedBytes == 0 || inode.allocatedBytes == 0) {
      return;
    }
    for (ByteRange range : within(transition.transaction(), inode.id, from, to)) {
      remove(transition, inode, range);
      if (range.offset() < from) {
        put(transition, inode, new ByteRange(range.offset(), from - range.offset()));
      }
      if (range.end() > to) {
        put(transition, inode, new ByteRange(to, range.end() - to));
      }
    }
  }

  /** Removes up to so many records, whichever; returns how many. For a file nobody reads. */
  static int drain(Transition transition, Inode inode, int countMax) {
    if (transition.counters().reservedBytes == 0) {
      return 0;
    }
    List<ByteRange> all = new ArrayList<>();
    try (MetaReader.Cursor cursor = scan(transition.transaction(), inode.id, 0)) {
      while (all.size() < countMax && cursor.next()) {
        all.add(decode(cursor));
      }
    }
    all.forEach(range -> remove(transition, inode, range));
    return all.size();
  }

  /** As much of a range as lies before the first record that is one too many. */
  static long bounded(Transition transition, Inode inode, long from, long length) {
    if (transition.counters().reservedBytes == 0) {
      return length;
    }
    int count = 0;
    try (MetaReader.Cursor cursor = scan(transition.transaction(), inode.id, from)) {
      while (cursor.next()) {
        ByteRange range = decode(cursor);
        if (range.offset() >= from + length) {
          break;
        }
        if (count++ == Limits.SEGMENTS_PER_COMMAND_MAX) {
          return range.offset() - from;
        }
      }
    }
    return length;
  }

  /** Reserved ranges with a byte in {@code from <= x < to}, whole, in order. */
  static List<ByteRange> within(MetaReader reader, InodeId inode, long from, long to) {
    List<ByteRange> found = new ArrayList<>();
    try (MetaReader.Cursor cursor = scan(reader, inode, from)) {
      while (cursor.next()) {
        ByteRange range = decode(cursor);
        if (range.offset() >= to) {
          break;
        }
        found.add(range);
      }
    }
    return found;
  }

  static ByteRange decode(byte[] key, byte[] value) {
    ValueReader in = new ValueReader("reserved range", VERSION, value);
    long length = in.i64();
    in.end();
    try {
      return new ByteRange(Keys.numberAt(key, Long.BYTES) - length + 1, length);
    } catch (IllegalArgumentException e) {
      throw new CorruptStateException("stored reserved range: " + e.getMessage());
    }
  }

  private static ByteRange decode(MetaReader.Cursor cursor) {
    return decode(cursor.key(), cursor.value());
  }

  private static MetaReader.Cursor scan(MetaReader reader, InodeId inode, long from) {
    return reader.scan(Table.RESERVED, Keys.of(inode.value(), from), Keys.after(inode));
  }

  private static void put(Transition transition, Inode inode, ByteRange range) {
    inode.allocatedBytes += range.length();
    transition.counters().reservedBytes += range.length();
    byte[] value = new ValueWriter(VERSION, Long.BYTES).i64(range.length()).toBytes();
    transition.transaction().put(Table.RESERVED, key(inode, range), value);
  }

  private static void remove(Transition transition, Inode inode, ByteRange range) {
    inode.allocatedBytes -= range.length();
    transition.counters().reservedBytes -= range.length();
    transition.transaction().delete(Table.RESERVED, key(inode, range));
  }

  private static byte[] key(Inode inode, ByteRange range) {
    return Keys.of(inode.id.value(), range.end() - 1);
  }
}
