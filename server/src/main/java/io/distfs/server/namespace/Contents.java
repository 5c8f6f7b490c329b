package io.distfs.server.namespace;

import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * The segment map of a file: putting runs in, cutting ranges out, and the accounts that go with it
 * (allocated and inline bytes, references of blocks). Stateless.
 */
final class Contents {
  private Contents() {}

  /** truncate(2): what lies beyond is cut, so that growing again shows zeros. */
  static void resize(Transition transition, Inode inode, long size) {
    if (size <= inode.size) {
      // With the size it has, too: what is reserved behind the end goes, as in ext4.
      cut(transition, inode, size, Long.MAX_VALUE);
    }
    inode.size = size;
    inode.mtime = transition.now();
    changed(transition, inode);
  }

  /** The content or its placement changed. */
  static void changed(Transition transition, Inode inode) {
    inode.contentVersion++;
    transition.touch(inode);
  }

  /** Makes {@code from <= x < to} a hole, with nothing reserved. */
  static void cut(Transition transition, Inode inode, long from, long to) {
    Reservations.release(transition, inode, from, to);
    for (Segment segment : overlapping(transition, inode, from, to)) {
      List<Segment> rest = new ArrayList<>(2);
      if (segment.offset() < from) {
        rest.add(part(segment, segment.offset(), from));
      }
      if (segment.end() > to) {
        rest.add(part(segment, to, segment.end()));
      }
      // What stays is counted before what goes: the block must not pass through no reference.
      if (segment instanceof Extent extent && !rest.isEmpty()) {
        Blocks.addReferences(transition, extent.block(), rest.size());
      }
      remove(transition, inode, segment);
      for (Segment piece : rest) {
        store(transition, inode, piece);
      }
    }
  }

  /** Removes up to so many segments, whichever; returns how many. For a file nobody reads. */
  static int drain(Transition transition, Inode inode, int segmentsMax) {
    List<Segment> segments = new ArrayList<>();
    try (SegmentScan scan =
        new SegmentScan(transition.transaction(), inode.id, 0, Long.MAX_VALUE)) {
      Segment segment = scan.next();
      while (segment != null && segments.size() < segmentsMax) {
        segments.add(segment);
        segment = scan.next();
      }
    }
    for (Segment segment : segments) {
      remove(transition, inode, segment);
    }
    int left = segmentsMax - segments.size();
    return segments.size() + Reservations.drain(transition, inode, left);
  }

  /** As much of a range as lies before the first segment that is one too many for a command. */
  static long bounded(Transition transition, Inode inode, long from, long length) {
    int count = 0;
    try (SegmentScan scan =
        new SegmentScan(transition.transaction(), inode.id, from, from + length)) {
      for (Segment segment = scan.next(); segment != null; segment = scan.next()) {
        if (count++ == Limits.SEGMENTS_PER_COMMAND_MAX) {
          return segment.offset() - from;
        }
      }
    }
    return length;
  }

  /** Puts a run into a hole. An extent's reference is counted already. */
  static void put(Transition transition, Inode inode, Segment segment) {
    switch (segment) {
      case Extent extent -> store(transition, inode, extent);
      case InlineSegment inline -> store(transition, inode, joined(transition, inode, inline));
    }
  }

  private static List<Segment> overlapping(Transition transition, Inode inode, long from, long to) {
    List<Segment> segments = new ArrayList<>();
    // Nothing lies beyond the end, so that an append, the usual write, needs no search.
    if (inode.allocatedBytes == 0 || from >= inode.size) {
      return segments;
    }
    try (SegmentScan scan = new SegmentScan(transition.transaction(), inode.id, from, to)) {
      for (Segment segment = scan.next(); segment != null; segment = scan.next()) {
        segments.add(segment);
      }
    }
    return segments;
  }

  private static void store(Transition transition, Inode inode, Segment segment) {
    byte[] key = Keys.segment(inode.id, segment);
    inode.allocatedBytes += segment.length();
    switch (segment) {
      case Extent extent ->
          transition.transaction().put(Table.EXTENT, key, SegmentCodec.encodeExtent(extent));
      case InlineSegment inline -> {
        inode.inlineBytes += inline.length();
        transition.counters().inlineBytes += inline.length();
        transition.transaction().put(Table.INLINE, key, SegmentCodec.encodeInline(inline));
      }
    }
  }

  private static void remove(Transition transition, Inode inode, Segment segment) {
    byte[] key = Keys.segment(inode.id, segment);
    inode.allocatedBytes -= segment.length();
    switch (segment) {
      case Extent extent -> {
        transition.transaction().delete(Table.EXTENT, key);
        Blocks.dropReference(transition, extent.block());
      }
      case InlineSegment inline -> {
        inode.inlineBytes -= inline.length();
        transition.counters().inlineBytes -= inline.length();
        transition.transaction().delete(Table.INLINE, key);
      }
    }
  }

  /** Together with the run right before it, if both are short. */
  private static InlineSegment joined(Transition transition, Inode inode, InlineSegment segment) {
    if (segment.offset() == 0 || inode.inlineBytes == 0) {
      return segment;
    }
    long lastByte = segment.offset() - 1;
    byte[] value = transition.transaction().get(Table.INLINE, Keys.of(inode.id.value(), lastByte));
    if (value == null) {
      return segment;
    }
    InlineSegment before = SegmentCodec.decodeInline(lastByte, value);
    if (before.length() + segment.length() > Limits.INLINE_JOIN_BYTES_MAX) {
      return segment;
    }
    remove(transition, inode, before);
    byte[] data = new byte[before.length() + segment.length()];
    before.data().asBuffer().get(data, 0, before.length());
    segment.data().asBuffer().get(data, before.length(), segment.length());
    return new InlineSegment(before.offset(), ByteString.wrap(data));
  }

  static Segment part(Segment segment, long from, long to) {
    int skipped = Math.toIntExact(from - segment.offset());
    int length = Math.toIntExact(to - from);
    return switch (segment) {
      case Extent extent ->
          new Extent(from, length, extent.block(), extent.blockOffset() + skipped);
      case InlineSegment inline ->
          new InlineSegment(from, inline.data().slice(skipped, skipped + length));
    };
  }
}
