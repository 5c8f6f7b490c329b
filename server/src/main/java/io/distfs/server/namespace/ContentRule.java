package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Data into, within and out of a regular file's segment map. Stateless. */
final class ContentRule {
  private ContentRule() {}

  static Result write(Transition transition, Mutation.WriteData wish) {
    Inode inode = regular(transition, wish.inode());
    replace(transition, inode, wish.segments(), wish.blocks());
    inode.size = Math.max(inode.size, wish.segments().getLast().end());
    Privileges.dropCapability(transition, inode);
    inode.mtime = wish.mtime();
    inode.ctime = transition.now();
    Contents.changed(transition, inode);
    return new Result.Changed(inode.attributes());
  }

  /** Puts data where the file ends now: what several sessions append never overlaps. */
  static Result append(Transition transition, Mutation.AppendData wish) {
    Inode inode = regular(transition, wish.inode());
    long offset = inode.size;
    List<Segment> segments = placed(wish.segments(), offset);
    replace(transition, inode, segments, wish.blocks());
    inode.size = segments.getLast().end();
    Privileges.dropCapability(transition, inode);
    inode.mtime = wish.mtime();
    inode.ctime = transition.now();
    Contents.changed(transition, inode);
    return new Result.Appended(inode.attributes(), offset);
  }

  /** The segments from an offset of the file on; EINVAL if they leave holes, EFBIG. */
  private static List<Segment> placed(List<Segment> segments, long offset) {
    List<Segment> placed = new ArrayList<>(segments.size());
    long end = 0;
    for (Segment segment : segments) {
      Refusal.when(segment.offset() != end, Errno.EINVAL);
      end = segment.end();
      Refusal.when(offset > Long.MAX_VALUE - end, Errno.EFBIG);
      placed.add(segment.movedTo(offset + segment.offset()));
    }
    return placed;
  }

  static Result relocate(Transition transition, Mutation.RelocateData wish) {
    Inode inode = regular(transition, wish.inode());
    Refusal.when(inode.contentVersion != wish.expectedVersion(), Errno.EAGAIN);
    checkOrder(wish.segments());
    Refusal.when(wish.segments().getLast().end() > inode.size, Errno.EINVAL);
    replace(transition, inode, wish.segments(), wish.blocks());
    Contents.changed(transition, inode);
    return new Result.Changed(inode.attributes());
  }

  static Result punch(Transition transition, Mutation.PunchHole wish) {
    Inode inode = regular(transition, wish.inode());
    Refusal.when(wish.offset() < 0 || wish.length() <= 0, Errno.EINVAL);
    Refusal.when(wish.offset() > Long.MAX_VALUE - wish.length(), Errno.EFBIG);
    Contents.cut(transition, inode, wish.offset(), wish.offset() + wish.length());
    Privileges.dropCapability(transition, inode);
    inode.mtime = wish.mtime();
    inode.ctime = transition.now();
    Contents.changed(transition, inode);
    return new Result.Changed(inode.attributes());
  }

  static Inode regular(Transition transition, InodeId id) {
    Inode inode = transition.named(id);
    Refusal.when(inode.isDirectory(), Errno.EISDIR);
    Refusal.when(!inode.isRegular(), Errno.EINVAL);
    return inode;
  }

  private static void replace(
      Transition transition, Inode inode, List<Segment> segments, List<BlockInfo> blocks) {
    checkOrder(segments);
    addBlocks(transition, blocks);
    // References are added before old ones are dropped: a block that the new segments name again
    // must not pass through zero.
    addReferences(transition, segments, blocks);
    for (Segment segment : segments) {
      Contents.cut(transition, inode, segment.offset(), segment.end());
    }
    for (Segment segment : segments) {
      Contents.put(transition, inode, segment);
    }
    Refusal.when(
        inode.inlineBytes > InlineSegment.BYTES_MAX
            || transition.counters().inlineBytes > Limits.INLINE_TOTAL_BYTES_MAX,
        Errno.E2BIG);
  }

  private static void checkOrder(List<Segment> segments) {
    Refusal.when(segments.isEmpty() || segments.size() > Mutation.SEGMENTS_MAX, Errno.EINVAL);
    long end = 0;
    for (Segment segment : segments) {
      Refusal.when(segment.offset() < end, Errno.EINVAL);
      end = segment.end();
    }
  }

  private static void addBlocks(Transition transition, List<BlockInfo> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    NamedBlocks named = new NamedBlocks(transition, transition.session().session());
    for (BlockInfo block : blocks) {
      checkServers(transition, block);
      named.use(block.block());
      Blocks.put(transition, new BlockRecord(block, 0));
      transition.counters().blocks++;
    }
  }

  private static void checkServers(Transition transition, BlockInfo block) {
    int wanted = block.replicasWanted();
    Refusal.when(wanted < 1 || wanted > BlockInfo.REPLICAS_MAX, Errno.EINVAL);
    Refusal.when(block.servers().size() > wanted, Errno.EINVAL);
    Set<ServerId> distinct = new HashSet<>();
    for (ServerId server : block.servers()) {
      boolean known = transition.cluster().server(server) != null;
      Refusal.when(!known || !distinct.add(server), Errno.EINVAL);
    }
  }

  private static void addReferences(
      Transition transition, List<Segment> segments, List<BlockInfo> blocks) {
    Map<BlockId, Integer> counts = new HashMap<>();
    Map<BlockId, Integer> lengths = new HashMap<>();
    for (Segment segment : segments) {
      if (segment instanceof Extent extent) {
        int length = lengths.computeIfAbsent(extent.block(), block -> length(transition, block));
        Refusal.when(extent.blockOffset() + extent.length() > length, Errno.EINVAL);
        counts.merge(extent.block(), 1, Integer::sum);
      }
    }
    for (BlockInfo block : blocks) {
      Refusal.when(!counts.containsKey(block.block()), Errno.EINVAL);
    }
    // The order of this walk does not matter: each block is a key of its own.
    counts.forEach((block, count) -> Blocks.addReferences(transition, block, count));
  }

  private static int length(Transition transition, BlockId block) {
    BlockRecord record = transition.records().block(block);
    if (record == null) {
      throw new Refusal(Errno.EINVAL);
    }
    return record.info().length();
  }
}
