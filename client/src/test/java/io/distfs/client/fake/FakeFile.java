package io.distfs.client.fake;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An inode of the fake. Content is kept naively: each byte of the file knows which byte of which
 * written segment it is.
 */
final class FakeFile {
  final InodeId inode;
  int mode;
  int nlink = 1;
  int uid;
  int gid;
  long version = 1;
  long contentVersion;
  Timestamp atime = Timestamp.EPOCH;
  Timestamp mtime = Timestamp.EPOCH;
  int size;
  ByteString target = ByteString.EMPTY;
  private @Nullable Segment[] owners = new Segment[0];
  final Map<BlockId, BlockInfo> blocks = new LinkedHashMap<>();
  final Map<ByteString, ByteString> xattrs = new LinkedHashMap<>();

  FakeFile(InodeId inode, int mode) {
    this.inode = inode;
    this.mode = mode;
  }

  Attributes attributes() {
    Attributes.Times times = new Attributes.Times(atime, mtime, mtime, mtime);
    long allocated = bytes(owner -> owner != null);
    return new Attributes(
        inode,
        mode,
        nlink,
        uid,
        gid,
        0,
        size,
        new Attributes.Content(allocated, inlineBytes(), contentVersion),
        times,
        version,
        xattrs.isEmpty());
  }

  int inlineBytes() {
    return bytes(owner -> owner instanceof InlineSegment);
  }

  private int bytes(Predicate<@Nullable Segment> which) {
    int count = 0;
    int at = 0;
    while (at < owners.length) {
      int stop = runEnd(at, owners.length);
      count += which.test(owners[at]) ? stop - at : 0;
      at = stop;
    }
    return count;
  }

  /** End of the run of bytes that belong to the same segment as the one there. */
  // The very same object: equal segments need not be compared byte by byte.
  @SuppressWarnings("ReferenceEquality")
  private int runEnd(int from, int end) {
    int stop = from;
    while (stop < end && owners[stop] == owners[from]) {
      stop++;
    }
    return stop;
  }

  void put(List<Segment> segments, List<BlockInfo> infos) {
    infos.forEach(info -> blocks.put(info.block(), info));
    for (Segment segment : segments) {
      ensure((int) segment.end());
      Arrays.fill(owners, (int) segment.offset(), (int) segment.end(), segment);
      size = Math.max(size, (int) segment.end());
    }
    changed();
  }

  void clear(int from, int to) {
    if (from < owners.length) {
      Arrays.fill(owners, from, Math.min(to, owners.length), null);
    }
    changed();
  }

  void resize(int to) {
    if (to < size) {
      clear(to, Integer.MAX_VALUE);
    } else {
      changed();
    }
    size = to;
  }

  FileMap map(long from, long length) {
    List<Segment> segments = new ArrayList<>();
    int end =
        (int)
            Math.min(
                owners.length, from > Long.MAX_VALUE - length ? Long.MAX_VALUE : from + length);
    int at = (int) Math.min(from, owners.length);
    while (at < end) {
      Segment owner = owners[at];
      int stop = runEnd(at, end);
      if (owner != null) {
        segments.add(cut(owner, at, stop));
      }
      at = stop;
    }
    List<BlockInfo> named = new ArrayList<>();
    for (BlockInfo info : blocks.values()) {
      if (segments.stream()
          .anyMatch(s -> s instanceof Extent e && e.block().equals(info.block()))) {
        named.add(info);
      }
    }
    return new FileMap(
        attributes(), segments, named, from + length < 0 ? Long.MAX_VALUE : from + length);
  }

  void changed() {
    version++;
    contentVersion++;
  }

  private void ensure(int length) {
    if (owners.length < length) {
      owners = Arrays.copyOf(owners, length);
    }
  }

  private static Segment cut(Segment owner, int from, int to) {
    int skip = (int) (from - owner.offset());
    return switch (owner) {
      case Extent extent ->
          new Extent(from, to - from, extent.block(), extent.blockOffset() + skip);
      case InlineSegment inline ->
          new InlineSegment(from, inline.data().slice(skip, skip + to - from));
    };
  }
}
