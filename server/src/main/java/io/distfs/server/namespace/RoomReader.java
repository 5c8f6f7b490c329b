package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.ByteRange;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;

/** How much space data takes where it is to be written. Stateless. */
final class RoomReader {
  private RoomReader() {}

  static SpaceNeed read(Records records, Query.RoomFor query) {
    Refusal.when(
        query.ranges().isEmpty() || query.ranges().size() > Mutation.SEGMENTS_MAX, Errno.EINVAL);
    Inode inode = NamespaceReader.inode(records, query.inode());
    long all = 0;
    long replaced = 0;
    long kept = 0;
    for (ByteRange range : query.ranges()) {
      all += range.length();
      if (inode.allocatedBytes > 0) {
        replaced += replaced(records.reader(), inode, range);
        kept += kept(records.reader(), inode, range);
      }
    }
    long reserved = records.counters().reservedBytes;
    return new SpaceNeed(all - replaced - kept, replaced, kept, reserved);
  }

  private static long replaced(MetaReader reader, Inode inode, ByteRange range) {
    long bytes = 0;
    try (SegmentScan scan = new SegmentScan(reader, inode.id, range.offset(), range.end())) {
      for (Segment segment = scan.next(); segment != null; segment = scan.next()) {
        bytes += overlap(range, segment.offset(), segment.end());
      }
    }
    return bytes;
  }

  private static long kept(MetaReader reader, Inode inode, ByteRange range) {
    long bytes = 0;
    for (ByteRange each : Reservations.within(reader, inode.id, range.offset(), range.end())) {
      bytes += overlap(range, each.offset(), each.end());
    }
    return bytes;
  }

  private static long overlap(ByteRange range, long from, long to) {
    return Math.min(range.end(), to) - Math.max(range.offset(), from);
  }
}
