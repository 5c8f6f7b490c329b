package io.distfs.client.file;

import io.distfs.client.access.AccessTimes;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.fs.Timestamp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows of a file as the servers have it: attributes, and where its bytes lie.
 * Guarded by the lock of its file. Attributes only ever get newer; a map of older content is
 * dropped, but for the client's own commits, which bring it up to date.
 */
final class CommittedContent {
  private @Nullable Attributes attributes;
  private @Nullable SegmentMap map;

  /** Segments of a range, and the blocks they name. */
  record Placed(List<Segment> segments, List<BlockInfo> blocks) {}

  /** The newest attributes told by a server, or null. */
  @Nullable Attributes attributes() {
    return attributes;
  }

  /** Size as told; 0 if nothing was. */
  long size() {
    return attributes == null ? 0 : attributes.size();
  }

  /** Takes attributes unless newer ones are known. */
  void learned(Attributes newer) {
    if (attributes == null || newer.version() >= attributes.version()) {
      attributes = newer;
      if (map != null && map.version() < newer.content().version()) {
        map = null;
      }
    }
  }

  /** A read moved the time of access. */
  void wasRead(Timestamp atime) {
    if (attributes != null && attributes.times().atime().compareTo(atime) < 0) {
      attributes = AccessTimes.withAccessTime(attributes, atime);
    }
  }

  /** Takes an answer about where the bytes from there on lie. */
  void learned(FileMap answer, long from) {
    learned(answer.attributes());
    long version = answer.attributes().content().version();
    if (attributes != null && version < attributes.content().version()) {
      // Overtaken by a commit of this client: what it says may be of bytes that are gone.
      return;
    }
    if (map == null || map.version() < version || map.tooLarge()) {
      map = new SegmentMap(version);
    }
    if (map.version() == version) {
      map.learn(from, answer);
    }
  }

  /** The file is empty as of these attributes. */
  void empty(Attributes newer) {
    learned(newer);
    map = SegmentMap.ofEmpty(newer.content().version());
  }

  /** Where bytes lie has to be asked for again. */
  void forgetMap() {
    map = null;
  }

  /** A command of this client put these there. */
  void committed(Attributes newer, List<Segment> segments, List<BlockInfo> blocks) {
    SegmentMap next = nextVersion(newer);
    if (next != null) {
      next.committed(segments, blocks, newer.content().version());
    }
    learned(newer);
  }

  /** A command of this client cleared a range. */
  void cleared(Attributes newer, long from, long to) {
    SegmentMap next = nextVersion(newer);
    if (next != null) {
      next.cleared(from, to, newer.content().version());
    }
    learned(newer);
  }

  /** First byte of a range of which it is not known where it lies; {@code to} if all is. */
  long unknownFrom(long from, long to) {
    return map == null ? from : map.unknownFrom(from, to);
  }

  /** First committed byte of a range that is known; {@code to} if there is none. */
  long nextData(long from, long to) {
    return map == null || from >= to ? to : map.nextData(from, to);
  }

  /** How many bytes of these ranges have no committed data, as far as is known. */
  long bytesWithoutData(Ranges ranges) {
    long without = ranges.bytes();
    SegmentMap known = map;
    if (known == null) {
      return without;
    }
    for (Ranges.Range range : ranges.within(0, Long.MAX_VALUE)) {
      for (Segment segment : known.segments(range.from(), range.to())) {
        without -= Math.min(segment.end(), range.to()) - Math.max(segment.offset(), range.from());
      }
    }
    return without;
  }

  /** What is known of a range. */
  Placed placed(long from, long to) {
    List<Segment> segments = new ArrayList<>();
    List<BlockInfo> blocks = new ArrayList<>();
    SegmentMap known = map;
    if (known != null) {
      for (Segment segment : known.segments(from, to)) {
        segments.add(segment);
        BlockInfo info = segment instanceof Extent extent ? known.block(extent.block()) : null;
        if (info != null) {
          blocks.add(info);
        }
      }
    }
    return new Placed(segments, blocks);
  }

  /** Inline bytes the file will have beside these ranges. */
  long inlineBytesBeside(List<Ranges.Range> ranges) {
    if (map == null || !map.complete()) {
      return attributes == null ? InlineSegment.BYTES_MAX : attributes.content().inlineBytes();
    }
    long beside = 0;
    for (InlineSegment segment : map.inline()) {
      beside += segment.length();
      for (Ranges.Range range : ranges) {
        long overlap =
            Math.min(segment.end(), range.to()) - Math.max(segment.offset(), range.from());
        beside -= Math.max(0, overlap);
      }
    }
    return beside;
  }

  /** All inline segments if the whole map is known, else none. */
  List<InlineSegment> knownInline() {
    return map != null && map.complete() ? map.inline() : List.of();
  }

  /** Version of the content the map is of; -1 if there is none. */
  long mapVersion() {
    return map == null ? -1 : map.version();
  }

  /** The map if it is exactly one change behind; dropped if it is more. */
  private @Nullable SegmentMap nextVersion(Attributes newer) {
    SegmentMap known = map;
    long version = newer.content().version();
    if (known == null || version <= known.version()) {
      return null;
    }
    if (version == known.version() + 1) {
      return known;
    }
    map = null;
    return null;
  }
}
