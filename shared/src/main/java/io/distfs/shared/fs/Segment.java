package io.distfs.shared.fs;

/**
 * A run of a file's bytes and where they lie: in a block, or inline in the metadata. The segments
 * of a file are disjoint; what none covers, up to the size, is a hole and reads as zeros.
 */
public sealed interface Segment permits Extent, InlineSegment {
  /** First byte in the file. */
  long offset();

  /** Bytes, at least 1. */
  int length();

  /** The same bytes at another place in a file. */
  default Segment movedTo(long offset) {
    return switch (this) {
      case Extent extent ->
          new Extent(offset, extent.length(), extent.block(), extent.blockOffset());
      case InlineSegment inline -> new InlineSegment(offset, inline.data());
    };
  }

  /** First byte after the segment. */
  default long end() {
    return offset() + length();
  }
}
