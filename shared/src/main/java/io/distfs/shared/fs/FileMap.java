package io.distfs.shared.fs;

import java.util.List;

/**
 * Where a range of a file lies, read under one read barrier.
 *
 * @param attributes of the file at that point
 * @param segments in order of offset, those that overlap the range asked for
 * @param blocks each block the segments name, once
 * @param end first byte the answer does not speak of: the range's end, or less when the answer was
 *     cut at its limit and the caller asks on from there
 */
public record FileMap(
    Attributes attributes, List<Segment> segments, List<BlockInfo> blocks, long end) {
  /** Greatest number of segments in one answer. */
  public static final int SEGMENTS_MAX = 1024;

  public FileMap {
    segments = List.copyOf(segments);
    blocks = List.copyOf(blocks);
  }
}
