package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Query;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a range of a file lies, a bounded piece at a time. Stateless. */
final class FileMapReader {
  private FileMapReader() {}

  static Answer read(Records records, Query.GetFileMap query) {
    Refusal.when(query.offset() < 0 || query.length() < 1, Errno.EINVAL);
    Inode inode = NamespaceReader.inode(records, query.inode());
    Refusal.when(inode.isDirectory(), Errno.EISDIR);
    Refusal.when(!inode.isRegular(), Errno.EINVAL);
    long end =
        query.offset() > Long.MAX_VALUE - query.length()
            ? Long.MAX_VALUE
            : query.offset() + query.length();
    List<Segment> segments = new ArrayList<>();
    Map<BlockId, BlockInfo> blocks = new LinkedHashMap<>();
    if (inode.allocatedBytes > 0) {
      try (SegmentScan scan = new SegmentScan(records.reader(), inode.id, query.offset(), end)) {
        for (Segment segment = scan.next(); segment != null; segment = scan.next()) {
          if (segments.size() == FileMap.SEGMENTS_MAX) {
            end = segment.offset();
            break;
          }
          segments.add(segment);
          if (segment instanceof Extent extent) {
            blocks.computeIfAbsent(extent.block(), block -> info(records, block));
          }
        }
      }
    }
    return new Answer.Map(
        new FileMap(inode.attributes(), segments, List.copyOf(blocks.values()), end));
  }

  private static BlockInfo info(Records records, BlockId block) {
    BlockRecord record = records.block(block);
    if (record == null) {
      throw new CorruptStateException("an extent names block " + block + ", not in the table");
    }
    return record.info();
  }
}
