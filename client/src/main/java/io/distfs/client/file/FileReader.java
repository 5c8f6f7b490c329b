package io.distfs.client.file;

import io.distfs.client.cache.Readahead;
import io.distfs.client.clock.Deadline;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Query;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads from open files: what is in memory first, then inline data and blocks, zeros between them.
 * Thread-safe; blocks its caller.
 */
final class FileReader {
  /** How often the file map is asked for again when its blocks are gone: they moved meanwhile. */
  private static final int MAP_RETRIES_MAX = 3;

  /** How often in a row the map may be out of date by the time it arrives. */
  private static final int ROUNDS_MAX = 100;

  /** How far behind what is read ahead blocks are announced. */
  private static final long ANNOUNCED_BYTES = 64L << 20;

  private static final byte[] ZEROS = new byte[16 << 10];

  private final FileParts parts;

  FileReader(FileParts parts) {
    this.parts = parts;
  }

  /** Fills the destination's remaining bytes as far as the file reaches; gives back how many. */
  int read(OpenInode file, long offset, ByteBuffer destination, OpenDescriptor.Advice advice) {
    int position = destination.position();
    readAhead(file, advice.ahead());
    int attempt = 0;
    for (int round = 0; round < ROUNDS_MAX; round++) {
      destination.position(position);
      OpenInode.ReadPlan plan = file.plan(offset, destination);
      if (plan == null) {
        fetchMap(file, offset, offset + destination.remaining());
        continue;
      }
      try {
        fill(plan, offset, destination, advice.sequential());
        destination.position(position + plan.length());
        return plan.length();
      } catch (FsException e) {
        if (e.errno() != Errno.ENOENT || attempt++ >= MAP_RETRIES_MAX) {
          throw new FsException(
              e.errno() == Errno.ENOENT ? Errno.EIO : e.errno(),
              "inode " + file.inode() + " at offset " + offset,
              e);
        }
        file.forgetMap();
      }
    }
    throw new FsException(
        Errno.EIO, "inode " + file.inode() + " changes faster than its map can be read");
  }

  /** lseek(2) for data or a hole: ENXIO where there is none any more. */
  long seek(OpenInode file, long offset, boolean forData, Deadline deadline) {
    long from = offset;
    HoleSearch.Step step = file.search(from, forData);
    while (step != null && !step.found()) {
      if (deadline.passed()) {
        throw new FsException(Errno.ETIMEDOUT, "map of inode " + file.inode() + " at " + from);
      }
      from = step.at();
      fetchMap(file, from, from + 1);
      step = file.search(from, forData);
    }
    if (step == null && (forData || from == offset)) {
      throw new FsException(
          Errno.ENXIO, "no more data in inode " + file.inode() + " from " + offset + " on");
    }
    // The file may have become shorter meanwhile: its end, where a hole begins, lies before.
    return step == null ? file.size() : step.at();
  }

  /** Asks where the first unknown bytes of a range lie. */
  void fetchMap(OpenInode file, long from, long to) {
    long unknown = file.unknownFrom(from, to);
    if (unknown >= to) {
      return;
    }
    long asked = parts.clock().nanos();
    Answer answer =
        parts
            .metadata()
            .query(new Query.GetFileMap(file.inode(), unknown, Long.MAX_VALUE - unknown));
    if (!(answer instanceof Answer.Map found)) {
      throw new FsException(Errno.EPROTO, "unexpected answer about a file map: " + answer);
    }
    file.learned(found.map(), unknown);
    parts.attributes().learned(found.map().attributes(), asked);
  }

  private void fill(
      OpenInode.ReadPlan plan, long offset, ByteBuffer destination, boolean sequential) {
    for (int i = 0; i < plan.gaps().size(); i++) {
      Ranges.Range gap = plan.gaps().get(i);
      int begin = destination.position() + (int) (gap.from() - offset);
      fill(gap, plan.placed().get(i), destination.slice(begin, (int) gap.bytes()), sequential);
    }
  }

  private void fill(
      Ranges.Range gap, CommittedContent.Placed placed, ByteBuffer part, boolean sequential) {
    Map<BlockId, BlockInfo> blocks = byId(placed.blocks());
    long at = gap.from();
    for (Segment segment : placed.segments()) {
      if (segment.end() <= at || segment.offset() >= gap.to()) {
        continue;
      }
      zeros(part, segment.offset() - at);
      at = Math.max(at, segment.offset());
      int length = (int) (Math.min(segment.end(), gap.to()) - at);
      ByteBuffer target = part.slice(part.position(), length);
      copy(segment, (int) (at - segment.offset()), target, blocks, sequential);
      part.position(part.position() + length);
      at += length;
    }
    zeros(part, gap.to() - at);
  }

  private void copy(
      Segment segment,
      int skip,
      ByteBuffer target,
      Map<BlockId, BlockInfo> blocks,
      boolean sequential) {
    switch (segment) {
      case InlineSegment inline ->
          target.put(inline.data().asBuffer().slice(skip, target.remaining()));
      case Extent extent -> {
        BlockInfo info = blocks.get(extent.block());
        if (info == null) {
          throw new FsException(Errno.ENOENT, "block " + extent.block() + " is not in the map");
        }
        parts.cached().read(info, extent.blockOffset() + skip, target, sequential);
      }
    }
  }

  private void readAhead(OpenInode file, Readahead.Range ahead) {
    if (ahead.offset() >= ahead.end()) {
      return;
    }
    CommittedContent.Placed known = file.placed(ahead.offset(), ahead.end());
    parts
        .cached()
        .announce(
            known.blocks(), () -> file.placed(ahead.end(), ahead.end() + ANNOUNCED_BYTES).blocks());
    Map<BlockId, BlockInfo> blocks = byId(known.blocks());
    for (Segment segment : known.segments()) {
      BlockInfo info = segment instanceof Extent named ? blocks.get(named.block()) : null;
      if (segment instanceof Extent extent && info != null) {
        long from = Math.max(ahead.offset(), extent.offset());
        long to = Math.min(ahead.end(), extent.end());
        int skip = (int) (from - extent.offset());
        parts.cached().prefetch(info, extent.blockOffset() + skip, (int) (to - from));
      }
    }
  }

  private static Map<BlockId, BlockInfo> byId(List<BlockInfo> infos) {
    Map<BlockId, BlockInfo> blocks = new HashMap<>();
    infos.forEach(info -> blocks.put(info.block(), info));
    return blocks;
  }

  private static void zeros(ByteBuffer target, long count) {
    long left = count;
    while (left > 0) {
      int take = (int) Math.min(left, ZEROS.length);
      target.put(ZEROS, 0, take);
      left -= take;
    }
  }
}
