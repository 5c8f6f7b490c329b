package io.distfs.server.namespace;

import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.InodeId;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the segments of a file that overlap a range, in order of offset: extents and inline
 * runs merged. Confined to one thread.
 */
final class SegmentScan implements AutoCloseable {
  private final MetaReader.Cursor extents;
  private final MetaReader.Cursor inlines;
  private final long to;
  private @Nullable Extent nextExtent;
  private @Nullable InlineSegment nextInline;

  /** Segments with a byte in {@code from <= x < to}. */
  SegmentScan(MetaReader reader, InodeId inode, long from, long to) {
    byte[] first = Keys.of(inode.value(), from);
    this.extents = reader.scan(Table.EXTENT, first, Keys.after(inode));
    this.inlines = reader.scan(Table.INLINE, first, Keys.after(inode));
    this.to = to;
    stepExtents();
    stepInlines();
  }

  /** The next segment, or null at the end. */
  @Nullable Segment next() {
    Extent extent = nextExtent;
    InlineSegment inline = nextInline;
    if (extent != null && (inline == null || extent.offset() < inline.offset())) {
      stepExtents();
      return extent;
    }
    if (inline != null) {
      stepInlines();
    }
    return inline;
  }

  @Override
  public void close() {
    extents.close();
    inlines.close();
  }

  private void stepExtents() {
    nextExtent = null;
    if (extents.next()) {
      Extent extent = SegmentCodec.decodeExtent(lastByte(extents.key()), extents.value());
      nextExtent = extent.offset() < to ? extent : null;
    }
  }

  private void stepInlines() {
    nextInline = null;
    if (inlines.next()) {
      InlineSegment inline = SegmentCodec.decodeInline(lastByte(inlines.key()), inlines.value());
      nextInline = inline.offset() < to ? inline : null;
    }
  }

  private static long lastByte(byte[] key) {
    return Keys.numberAt(key, Long.BYTES);
  }
}
