package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.ByteRange;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;

/** How much space data would need where it is to be written, and how much there is. Stateless. */
final class RoomReader {
  private RoomReader() {}

  static Answer read(Records records, Query.RoomFor query, Space space) {
    Refusal.when(
        query.ranges().isEmpty() || query.ranges().size() > Mutation.SEGMENTS_MAX, Errno.EINVAL);
    Inode inode = NamespaceReader.inode(records, query.inode());
    long needed = 0;
    for (ByteRange range : query.ranges()) {
      needed += range.length() - covered(records, inode, range);
    }
    // Without a report of any server nothing is known, and nothing is refused.
    long spare =
        space.totalBytes() == 0
            ? Long.MAX_VALUE
            : Math.max(0, space.spareBytes() - records.counters().reservedBytes);
    return new Answer.Room(spare, needed);
  }

  private static long covered(Records records, Inode inode, ByteRange range) {
    if (inode.allocatedBytes == 0) {
      return 0;
    }
    long covered = 0;
    MetaReader reader = records.reader();
    try (SegmentScan scan = new SegmentScan(reader, inode.id, range.offset(), range.end())) {
      for (Segment segment = scan.next(); segment != null; segment = scan.next()) {
        covered += overlap(range, segment.offset(), segment.end());
      }
    }
    for (ByteRange kept : Reservations.within(reader, inode.id, range.offset(), range.end())) {
      covered += overlap(range, kept.offset(), kept.end());
    }
    return covered;
  }

  private static long overlap(ByteRange range, long from, long to) {
    return Math.min(range.end(), to) - Math.max(range.offset(), from);
  }
}
