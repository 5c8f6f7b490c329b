package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * copy_file_range(2) as a change of maps: the target's segments name the source's blocks, whose
 * reference counts go up. One command does a bounded number of segments; the client goes on.
 * Stateless.
 */
final class CloneRule {
  private CloneRule() {}

  static Result clone(Transition transition, Mutation.CloneRange wish) {
    check(wish);
    Inode source = ContentRule.regular(transition, wish.source());
    Inode target = ContentRule.regular(transition, wish.target());
    long length = Math.min(wish.length(), source.size - wish.sourceOffset());
    if (length <= 0) {
      return new Result.Advanced(target.attributes(), 0);
    }
    length = Contents.bounded(transition, source, wish.sourceOffset(), length);
    length = Contents.bounded(transition, target, wish.targetOffset(), length);
    length = Reservations.bounded(transition, target, wish.targetOffset(), length);
    List<Segment> pieces = pieces(transition, source, wish.sourceOffset(), length);
    length = roomForInline(transition, target, pieces, wish.sourceOffset(), length);
    put(transition, target, pieces, wish, length);
    target.size = Math.max(target.size, wish.targetOffset() + length);
    Privileges.dropCapability(transition, target);
    target.mtime = wish.mtime();
    target.ctime = transition.now();
    Contents.changed(transition, target);
    return new Result.Advanced(target.attributes(), length);
  }

  private static void check(Mutation.CloneRange wish) {
    Refusal.when(
        wish.sourceOffset() < 0 || wish.targetOffset() < 0 || wish.length() < 1, Errno.EINVAL);
    Refusal.when(
        wish.sourceOffset() > Long.MAX_VALUE - wish.length()
            || wish.targetOffset() > Long.MAX_VALUE - wish.length(),
        Errno.EFBIG);
    boolean overlapping =
        wish.source().equals(wish.target())
            && Math.abs(wish.sourceOffset() - wish.targetOffset()) < wish.length();
    Refusal.when(overlapping, Errno.EINVAL);
  }

  private static List<Segment> pieces(Transition transition, Inode inode, long from, long length) {
    long to = from + length;
    List<Segment> pieces = new ArrayList<>();
    try (SegmentScan scan = new SegmentScan(transition.transaction(), inode.id, from, to)) {
      for (Segment segment = scan.next(); segment != null; segment = scan.next()) {
        pieces.add(
            Contents.part(segment, Math.max(from, segment.offset()), Math.min(to, segment.end())));
      }
    }
    return pieces;
  }

  /** How much can be done before inline data that has no room; E2BIG if that is first. */
  private static long roomForInline(
      Transition transition, Inode target, List<Segment> pieces, long from, long length) {
    long room =
        Math.min(
            InlineSegment.BYTES_MAX - target.inlineBytes,
            Limits.INLINE_TOTAL_BYTES_MAX - transition.counters().inlineBytes);
    for (Segment piece : pieces) {
      room -= piece instanceof InlineSegment ? piece.length() : 0;
      if (room < 0) {
        Refusal.when(piece.offset() == from, Errno.E2BIG);
        return piece.offset() - from;
      }
    }
    return length;
  }

  private static void put(
      Transition transition,
      Inode target,
      List<Segment> pieces,
      Mutation.CloneRange wish,
      long length) {
    long end = wish.sourceOffset() + length;
    List<Segment> within = pieces.stream().filter(piece -> piece.offset() < end).toList();
    // References are added before the target's are dropped: a block must not pass through zero.
    for (Segment piece : within) {
      if (piece instanceof Extent extent) {
        Blocks.addReferences(transition, extent.block(), 1);
      }
    }
    Contents.cut(transition, target, wish.targetOffset(), wish.targetOffset() + length);
    for (Segment piece : within) {
      Contents.put(
          transition,
          target,
          piece.movedTo(wish.targetOffset() + piece.offset() - wish.sourceOffset()));
    }
  }
}
