package io.distfs.server.reference;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Attributes and bytes in the reference model: chmod(2), chown(2), utimensat(2), xattr(7). */
final class ModelFiles {
  private static final ByteString CAPABILITY = ByteString.of("security.capability");

  private static final ByteString ACCESS = ByteString.of("system.posix_acl_access");
  private static final ByteString DEFAULT = ByteString.of("system.posix_acl_default");

  private final ReferenceModel model;

  ModelFiles(ReferenceModel model) {
    this.model = model;
  }

  Result setAttributes(Mutation.SetAttributes wish) {
    ModelNode node = model.node(wish.inode());
    AttributeChange change = wish.change();
    Credentials who = wish.credentials();
    checkChange(node, change, who);
    if (change.equals(new AttributeChange(null, null, null, null, null, null))) {
      return new Result.Changed(node.attributes());
    }
    Long size = change.size();
    if (size != null) {
      node.xattrs.remove(CAPABILITY);
      if (who.uid() != 0) {
        node.permissions &= (node.permissions & 0010) == 0 ? 03777 : 01777;
      }
      int to = Math.toIntExact(size);
      clear(node, to, node.cells.length);
      if (to <= node.cells.length) {
        node.reserved.clear(to, Integer.MAX_VALUE);
      }
      node.resize(to);
      node.mtime = model.now();
      node.contentVersion++;
    }
    boolean member = who.uid() == 0 || who.inGroup(node.gid);
    if ((change.uid() != null || change.gid() != null) && !node.isDirectory()) {
      boolean keepsSetGid = (node.permissions & 0010) == 0 && member;
      node.permissions &= keepsSetGid ? 03777 : 01777;
      node.xattrs.remove(CAPABILITY);
    }
    Integer uid = change.uid();
    if (uid != null) {
      node.uid = uid;
    }
    Integer gid = change.gid();
    if (gid != null) {
      node.gid = gid;
    }
    Integer mode = change.mode();
    if (mode != null) {
      boolean mayGiveGroup = who.uid() == 0 || who.inGroup(node.gid);
      node.permissions = mode & (mayGiveGroup ? 07777 : 05777);
      ByteString stored = node.xattrs.get(ACCESS);
      if (stored != null) {
        ModelAccessList list = ModelAccessList.read(stored);
        list.chmod(mode);
        node.xattrs.put(ACCESS, list.bytes());
      }
    }
    node.atime = time(change.atime(), node.atime);
    node.mtime = time(change.mtime(), node.mtime);
    changed(node);
    return new Result.Changed(node.attributes());
  }

  Result dropPrivileges(Mutation.DropPrivileges wish) {
    ModelNode node = model.node(wish.inode());
    if (node.type == FileType.REGULAR) {
      Credentials writer = wish.writer();
      boolean foreign = writer != null && !writer.isRoot() && !writer.inGroup(node.gid);
      boolean program = (node.permissions & 0010) != 0;
      int kept = node.permissions & (program || foreign ? 01777 : 03777);
      boolean hadCapability = node.xattrs.remove(CAPABILITY) != null;
      if (hadCapability || kept != node.permissions) {
        node.permissions = kept;
        changed(node);
      }
    }
    return new Result.Changed(node.attributes());
  }

  /** lazytime: only atime, only forward. */
  Result noteReads(Mutation.NoteReads wish) {
    for (Mutation.NoteReads.Read read : wish.reads()) {
      ModelNode node = model.nodes.get(read.inode());
      if (node != null && node.atime.compareTo(read.atime()) < 0) {
        node.atime = read.atime();
      }
    }
    return new Result.None();
  }

  Result setXattr(Mutation.SetXattr wish) {
    ModelFailure.unless(wish.flags() >= 0 && wish.flags() <= 3, Errno.EINVAL);
    String name = checkXattrName(wish.name());
    ModelFailure.unless(wish.value().length() <= 65_536, Errno.E2BIG);
    ModelNode node = model.node(wish.inode());
    if (name.startsWith("system.")) {
      return setAccessList(node, wish);
    }
    checkXattrRight(node, name, wish.credentials());
    boolean exists = node.xattrs.containsKey(wish.name());
    ModelFailure.unless(!exists || (wish.flags() & 1) == 0, Errno.EEXIST);
    ModelFailure.unless(exists || (wish.flags() & 2) == 0, Errno.ENODATA);
    node.xattrs.put(wish.name(), wish.value());
    changed(node);
    return new Result.None();
  }

  Result removeXattr(Mutation.RemoveXattr wish) {
    String name = checkXattrName(wish.name());
    ModelNode node = model.node(wish.inode());
    if (name.startsWith("system.")) {
      return setAccessList(
          node,
          new Mutation.SetXattr(
              wish.inode(), wish.name(), ByteString.EMPTY, 0, wish.credentials()));
    }
    checkXattrRight(node, name, wish.credentials());
    ModelFailure.unless(node.xattrs.remove(wish.name()) != null, Errno.ENODATA);
    changed(node);
    return new Result.None();
  }

  private Result setAccessList(ModelNode node, Mutation.SetXattr wish) {
    boolean list = ModelAccessList.isList(wish.value());
    boolean access = wish.name().equals(ACCESS);
    Credentials who = wish.credentials();
    ModelFailure.unless(node.type != FileType.SYMLINK, Errno.EOPNOTSUPP);
    ModelFailure.unless(access || node.isDirectory() || !list, Errno.EACCES);
    ModelFailure.unless(who.uid() == 0 || who.uid() == node.uid, Errno.EPERM);
    if (!list) {
      if (node.xattrs.remove(wish.name()) != null) {
        changed(node);
      }
      return new Result.None();
    }
    ModelAccessList given = ModelAccessList.read(wish.value());
    node.xattrs.put(wish.name(), given.bytes());
    if (access) {
      boolean member = who.uid() == 0 || who.inGroup(node.gid);
      node.permissions = (node.permissions & (member ? 07000 : 05000)) | given.mode();
      if (given.isJustAMode()) {
        node.xattrs.remove(wish.name());
      }
    }
    changed(node);
    return new Result.None();
  }

  /** What a new node gets from its directory; false if nothing. */
  static boolean inherit(ModelNode node, ModelNode parent) {
    ByteString value = parent.xattrs.get(DEFAULT);
    if (value == null) {
      return false;
    }
    ModelAccessList list = ModelAccessList.read(value);
    list.chmod(list.mode() & node.permissions);
    node.permissions = (node.permissions & 07000) | list.mode();
    if (!list.isJustAMode()) {
      node.xattrs.put(ACCESS, list.bytes());
    }
    if (node.isDirectory()) {
      node.xattrs.put(DEFAULT, value);
    }
    return true;
  }

  Result write(ModelSession session, Mutation.WriteData wish) {
    ModelNode node = regular(wish.inode());
    fill(session, node, wish.segments(), wish.blocks());
    node.xattrs.remove(CAPABILITY);
    node.mtime = wish.mtime();
    node.contentVersion++;
    changed(node);
    return new Result.Changed(node.attributes());
  }

  Result append(ModelSession session, Mutation.AppendData wish) {
    ModelNode node = regular(wish.inode());
    long end = node.cells.length;
    long offset = end;
    List<Segment> moved = new ArrayList<>();
    for (Segment segment : wish.segments()) {
      ModelFailure.unless(offset + segment.offset() == end, Errno.EINVAL);
      moved.add(
          switch (segment) {
            case InlineSegment inline -> new InlineSegment(end, inline.data());
            case Extent e -> new Extent(end, e.length(), e.block(), e.blockOffset());
          });
      end += segment.length();
    }
    fill(session, node, moved, wish.blocks());
    node.xattrs.remove(CAPABILITY);
    node.mtime = wish.mtime();
    node.contentVersion++;
    changed(node);
    return new Result.Appended(node.attributes(), offset);
  }

  Result cloneRange(Mutation.CloneRange wish) {
    ModelFailure.unless(
        wish.sourceOffset() >= 0 && wish.targetOffset() >= 0 && wish.length() > 0, Errno.EINVAL);
    long distance = Math.abs(wish.sourceOffset() - wish.targetOffset());
    ModelFailure.unless(
        !wish.source().equals(wish.target()) || distance >= wish.length(), Errno.EINVAL);
    ModelNode source = regular(wish.source());
    ModelNode target = regular(wish.target());
    long left = source.cells.length - wish.sourceOffset();
    if (left <= 0) {
      return new Result.Advanced(target.attributes(), 0);
    }
    int length = (int) Math.min(left, wish.length());
    int from = (int) wish.sourceOffset();
    int to = (int) wish.targetOffset();
    long[] copied = Arrays.copyOfRange(source.cells, from, from + length);
    target.resize(Math.max(target.cells.length, to + length));
    target.reserved.clear(to, to + length);
    for (int i = 0; i < length; i++) {
      set(target, to + i, copied[i]);
    }
    target.xattrs.remove(CAPABILITY);
    target.mtime = wish.mtime();
    target.contentVersion++;
    changed(target);
    return new Result.Advanced(target.attributes(), length);
  }

  Result allocate(Mutation.Allocate wish) {
    boolean punch = wish.mode() == 3;
    ModelFailure.unless(punch || (wish.mode() & ~17) == 0, Errno.EINVAL);
    ModelFailure.unless(wish.offset() >= 0 && wish.length() > 0, Errno.EINVAL);
    ModelNode node = regular(wish.inode());
    int from = (int) wish.offset();
    int to = (int) (wish.offset() + wish.length());
    boolean clears = (wish.mode() & 18) != 0;
    long before = reservedBytes();
    long freed = clears ? bytesFreedBy(node, from, to) : 0;
    if (!punch) {
      long after = before + newlyReserved(node, from, to, clears);
      ModelFailure.unless(after <= before || after <= wish.spareBytes() + freed, Errno.ENOSPC);
    }
    if (clears) {
      clear(node, from, to);
    }
    for (int i = from; i < to && !punch; i++) {
      boolean hole = i >= node.cells.length || node.cells[i] == ModelNode.HOLE;
      node.reserved.set(i, hole);
    }
    if ((wish.mode() & 1) == 0) {
      node.resize(Math.max(node.cells.length, to));
    }
    node.mtime = wish.mtime();
    node.contentVersion++;
    changed(node);
    return new Result.Advanced(node.attributes(), wish.length());
  }

  private long reservedBytes() {
    return model.nodes.values().stream().mapToLong(node -> node.reserved.cardinality()).sum();
  }

  private static long newlyReserved(ModelNode node, int from, int to, boolean cleared) {
    long count = 0;
    for (int i = from; i < to; i++) {
      boolean hole = cleared || i >= node.cells.length || node.cells[i] == ModelNode.HOLE;
      count += hole && !node.reserved.get(i) ? 1 : 0;
    }
    return count;
  }

  /** Lengths of the blocks that have no byte outside of the range. */
  private long bytesFreedBy(ModelNode node, int from, int to) {
    Map<Long, Integer> inRange = new HashMap<>();
    for (int i = from; i < Math.min(to, node.cells.length); i++) {
      long block = ModelNode.blockOf(node.cells[i]);
      if (block >= 0) {
        inRange.merge(block, 1, Integer::sum);
      }
    }
    long freed = 0;
    for (Map.Entry<Long, Integer> entry : inRange.entrySet()) {
      if (entry.getValue().equals(model.blockBytes.get(entry.getKey()))) {
        freed += Objects.requireNonNull(model.blockLengths.get(entry.getKey()));
      }
    }
    return freed;
  }

  Result relocate(ModelSession session, Mutation.RelocateData wish) {
    ModelNode node = regular(wish.inode());
    ModelFailure.unless(node.contentVersion == wish.expectedVersion(), Errno.EAGAIN);
    checkSegments(wish.segments());
    ModelFailure.unless(wish.segments().getLast().end() <= node.cells.length, Errno.EINVAL);
    fill(session, node, wish.segments(), wish.blocks());
    node.contentVersion++;
    model.touch(node);
    return new Result.Changed(node.attributes());
  }

  Result punch(Mutation.PunchHole wish) {
    ModelNode node = regular(wish.inode());
    ModelFailure.unless(wish.offset() >= 0 && wish.length() > 0, Errno.EINVAL);
    ModelFailure.unless(wish.offset() + wish.length() > 0, Errno.EFBIG);
    long end = Math.min(wish.offset() + wish.length(), Integer.MAX_VALUE);
    clear(node, (int) Math.min(wish.offset(), Integer.MAX_VALUE), (int) end);
    node.xattrs.remove(CAPABILITY);
    node.mtime = wish.mtime();
    node.contentVersion++;
    changed(node);
    return new Result.Changed(node.attributes());
  }

  /** Makes the cells holes; a block without a byte left is gone. */
  void clear(ModelNode node, int from, int to) {
    for (int i = from; i < Math.min(to, node.cells.length); i++) {
      set(node, i, ModelNode.HOLE);
    }
    node.reserved.clear(from, Math.max(from, to));
  }

  private void fill(
      ModelSession session, ModelNode node, List<Segment> segments, List<BlockInfo> blocks) {
    checkSegments(segments);
    Map<Long, Integer> lengths = new HashMap<>(model.blockLengths);
    HashSet<Long> unnamed = new HashSet<>();
    for (BlockInfo block : blocks) {
      long id = block.block().value();
      checkBlock(session, block);
      ModelFailure.unless(
          !lengths.containsKey(id) && !model.blocksNamed.contains(id), Errno.EINVAL);
      lengths.put(id, block.length());
      unnamed.add(id);
    }
    long[] after =
        Arrays.copyOf(node.cells, (int) Math.max(node.cells.length, segments.getLast().end()));
    for (Segment segment : segments) {
      node.reserved.clear((int) segment.offset(), (int) segment.end());
      for (int i = 0; i < segment.length(); i++) {
        after[(int) segment.offset() + i] = cell(segment, i, lengths);
      }
      if (segment instanceof Extent extent) {
        unnamed.remove(extent.block().value());
      }
    }
    ModelFailure.unless(unnamed.isEmpty(), Errno.EINVAL);
    long inline = Arrays.stream(after).filter(cell -> (cell & ModelNode.INLINE) != 0).count();
    ModelFailure.unless(inline <= 65_536, Errno.E2BIG);
    for (BlockInfo block : blocks) {
      model.blockLengths.put(block.block().value(), block.length());
      model.blocksNamed.add(block.block().value());
    }
    // Added before removed, so that a block named again is not gone in between.
    for (long cell : after) {
      count(cell, 1);
    }
    for (long cell : node.cells) {
      count(cell, -1);
    }
    node.cells = after;
  }

  private static long cell(Segment segment, int index, Map<Long, Integer> lengths) {
    return switch (segment) {
      case InlineSegment inline -> ModelNode.inlineCell(inline.data().asBuffer().get(index));
      case Extent extent -> {
        Integer length = lengths.get(extent.block().value());
        int at = extent.blockOffset() + index;
        ModelFailure.unless(length != null && at < length, Errno.EINVAL);
        yield ModelNode.blockCell(extent.block().value(), at);
      }
    };
  }

  private void checkBlock(ModelSession session, BlockInfo block) {
    boolean wanted = block.replicasWanted() >= 1 && block.replicasWanted() <= 7;
    ModelFailure.unless(wanted && block.servers().size() <= block.replicasWanted(), Errno.EINVAL);
    ModelFailure.unless(
        new HashSet<>(block.servers()).size() == block.servers().size(), Errno.EINVAL);
    ModelFailure.unless(
        block.servers().stream().allMatch(server -> server.value() <= model.servers), Errno.EINVAL);
    ModelFailure.unless(session.mayUseBlock(block.block().value()), Errno.EINVAL);
  }

  private static void checkSegments(List<Segment> segments) {
    ModelFailure.unless(!segments.isEmpty() && segments.size() <= 1024, Errno.EINVAL);
    for (int i = 1; i < segments.size(); i++) {
      ModelFailure.unless(segments.get(i - 1).end() <= segments.get(i).offset(), Errno.EINVAL);
    }
  }

  private void set(ModelNode node, int index, long cell) {
    long old = node.cells[index];
    node.cells[index] = cell;
    count(cell, 1);
    count(old, -1);
  }

  private void count(long cell, int change) {
    long block = ModelNode.blockOf(cell);
    if (block >= 0) {
      int bytes = model.blockBytes.merge(block, change, Integer::sum);
      if (bytes == 0) {
        model.blockBytes.remove(block);
        model.blockLengths.remove(block);
      }
    }
  }

  private ModelNode regular(InodeId id) {
    ModelNode node = model.node(id);
    ModelFailure.unless(!node.isDirectory(), Errno.EISDIR);
    ModelFailure.unless(node.type == FileType.REGULAR, Errno.EINVAL);
    return node;
  }

  private static void checkChange(ModelNode node, AttributeChange change, Credentials who) {
    Long size = change.size();
    if (size != null) {
      ModelFailure.unless(!node.isDirectory(), Errno.EISDIR);
      ModelFailure.unless(node.type == FileType.REGULAR && size >= 0, Errno.EINVAL);
    }
    if (who.uid() != 0) {
      boolean owner = who.uid() == node.uid;
      Integer uid = change.uid();
      Integer gid = change.gid();
      ModelFailure.unless(uid == null || (owner && uid == node.uid), Errno.EPERM);
      ModelFailure.unless(
          gid == null || (owner && (gid == node.gid || who.inGroup(gid))), Errno.EPERM);
      ModelFailure.unless(change.mode() == null || owner, Errno.EPERM);
      boolean bothNow =
          change.atime() instanceof AttributeChange.TimeChange.Now
              && change.mtime() instanceof AttributeChange.TimeChange.Now;
      boolean none = change.atime() == null && change.mtime() == null;
      boolean oneNowBesideSize =
          size != null
              && !(change.atime() instanceof AttributeChange.TimeChange.At)
              && !(change.mtime() instanceof AttributeChange.TimeChange.At);
      // The link's mode is judged before the times, as the kernel's notify_change does.
      boolean linkMode = change.mode() != null && node.type == FileType.SYMLINK;
      ModelFailure.unless(!linkMode, Errno.EOPNOTSUPP);
      ModelFailure.unless(owner || none || bothNow || oneNowBesideSize, Errno.EPERM);
    }
    boolean linkMode = change.mode() != null && node.type == FileType.SYMLINK;
    ModelFailure.unless(!linkMode, Errno.EOPNOTSUPP);
  }

  private static String checkXattrName(ByteString bytes) {
    String name = new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
    ModelFailure.unless(!name.isEmpty() && name.length() <= 255, Errno.ERANGE);
    ModelFailure.unless(name.indexOf('\0') < 0, Errno.EINVAL);
    for (String prefix : new String[] {"user.", "trusted.", "security."}) {
      if (name.startsWith(prefix)) {
        ModelFailure.unless(name.length() > prefix.length(), Errno.EINVAL);
        return name;
      }
    }
    ModelFailure.unless(bytes.equals(ACCESS) || bytes.equals(DEFAULT), Errno.EOPNOTSUPP);
    return name;
  }

  private static void checkXattrRight(ModelNode node, String name, Credentials who) {
    if (!name.startsWith("user.")) {
      ModelFailure.unless(who.uid() == 0, Errno.EPERM);
      return;
    }
    ModelFailure.unless(node.type == FileType.REGULAR || node.isDirectory(), Errno.EPERM);
    boolean sticky = node.isDirectory() && (node.permissions & 01000) != 0;
    ModelFailure.unless(!sticky || who.uid() == 0 || who.uid() == node.uid, Errno.EPERM);
  }

  private Timestamp time(AttributeChange.@Nullable TimeChange change, Timestamp old) {
    if (change == null) {
      return old;
    }
    return change instanceof AttributeChange.TimeChange.At at ? at.time() : model.now();
  }

  private void changed(ModelNode node) {
    node.ctime = model.now();
    model.touch(node);
  }
}
