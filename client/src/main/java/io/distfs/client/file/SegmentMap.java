package io.distfs.client.file;

import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.BlockId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this client knows of where a file's committed bytes lie, as of one version of its content;
 * kept up to date by its own commits. Guarded by the lock of its file. Bounded: past {@link
 * #SEGMENTS_MAX} it is to be dropped and asked for anew.
 */
final class SegmentMap {
  /** Greatest number of segments remembered of one file. */
  static final int SEGMENTS_MAX = 1 << 16;

  private final TreeMap<Long, Segment> segments = new TreeMap<>();
  private final Map<BlockId, BlockInfo> blocks = new HashMap<>();
  private final Ranges known = new Ranges();
  private long version;

  /** Nothing known of content of that version. */
  SegmentMap(long version) {
    this.version = version;
  }

  /** The map of an empty file. */
  static SegmentMap ofEmpty(long version) {
    SegmentMap map = new SegmentMap(version);
    map.known.add(0, Long.MAX_VALUE);
    return map;
  }

  /** The content's version this map is true for. */
  long version() {
    return version;
  }

  /** Takes an answer of the same version for the range from there to its end. */
  void learn(long from, FileMap answer) {
    put(answer.segments(), answer.blocks());
    known.add(from, answer.end());
  }

  /** First byte of the range that is not known; {@code to} if all is. */
  long unknownFrom(long from, long to) {
    List<Ranges.Range> gaps = known.gaps(from, to);
    return gaps.isEmpty() ? to : gaps.getFirst().from();
  }

  /** Segments that overlap a range, in order. */
  List<Segment> segments(long from, long to) {
    List<Segment> found = new ArrayList<>();
    Map.Entry<Long, Segment> first = segments.floorEntry(from);
    long start = first != null && first.getValue().end() > from ? first.getKey() : from;
    for (Segment segment : segments.subMap(start, true, Math.max(start, to), false).values()) {
      found.add(segment);
    }
    return found;
  }

  /** First byte of a range that a segment has; {@code to} if none has one. */
  long nextData(long from, long to) {
    Map.Entry<Long, Segment> before = segments.floorEntry(from);
    if (before != null && before.getValue().end() > from) {
      return from;
    }
    Long next = segments.higherKey(from);
    return next == null ? to : Math.min(next, to);
  }

  /** Where that block lies; null if no segment names it. */
  @Nullable BlockInfo block(BlockId block) {
    return blocks.get(block);
  }

  /** A commit of this client put these there; it is the next version. */
  void committed(List<Segment> written, List<BlockInfo> newBlocks, long newVersion) {
    put(written, newBlocks);
    version = newVersion;
    if (blocks.size() > 2 * segments.size() + 64) {
      forgetUnnamedBlocks();
    }
  }

  /** A commit of this client made a hole; it is the next version. */
  void cleared(long from, long to, long newVersion) {
    clear(from, to);
    version = newVersion;
  }

  /** Whether the whole file is known. */
  boolean complete() {
    return known.covers(0, Long.MAX_VALUE);
  }

  /** Whether there is more than is worth keeping. */
  boolean tooLarge() {
    return segments.size() > SEGMENTS_MAX;
  }

  /** Inline segments, in order. */
  List<InlineSegment> inline() {
    List<InlineSegment> found = new ArrayList<>();
    for (Segment segment : segments.values()) {
      if (segment instanceof InlineSegment inline) {
        found.add(inline);
      }
    }
    return found;
  }

  private void put(List<Segment> written, List<BlockInfo> infos) {
    for (BlockInfo info : infos) {
      blocks.put(info.block(), info);
    }
    for (Segment segment : written) {
      clear(segment.offset(), segment.end());
      segments.put(segment.offset(), segment);
    }
  }

  private void clear(long from, long to) {
    for (Segment segment : segments(from, to)) {
      segments.remove(segment.offset());
      if (segment.offset() < from) {
        Segment left = cut(segment, segment.offset(), from);
        segments.put(left.offset(), left);
      }
      if (segment.end() > to) {
        Segment right = cut(segment, to, segment.end());
        segments.put(right.offset(), right);
      }
    }
  }

  private static Segment cut(Segment segment, long from, long to) {
    int skip = (int) (from - segment.offset());
    int length = (int) (to - from);
    return switch (segment) {
      case Extent extent -> new Extent(from, length, extent.block(), extent.blockOffset() + skip);
      case InlineSegment inline ->
          new InlineSegment(from, inline.data().slice(skip, skip + length));
    };
  }

  private void forgetUnnamedBlocks() {
    Set<BlockId> named = new HashSet<>();
    for (Segment segment : segments.values()) {
      if (segment instanceof Extent extent) {
        named.add(extent.block());
      }
    }
    blocks.keySet().retainAll(named);
  }
}
