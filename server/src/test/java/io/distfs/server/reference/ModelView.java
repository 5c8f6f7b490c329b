package io.distfs.server.reference;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.HeldLock;
import io.distfs.shared.message.Mutation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What there is to see in a reference model. */
public final class ModelView {
  private final ReferenceModel model;

  /** Of this model. */
  public ModelView(ReferenceModel model) {
    this.model = model;
  }

  /** All inodes, orphans included. */
  public Set<InodeId> inodes() {
    return new TreeSet<>(model.nodes.keySet());
  }

  /** stat(2). */
  public Attributes attributes(InodeId id) {
    return model.node(id).attributes();
  }

  /** The entries of a directory in order of their cookies, empty for others. */
  public List<DirectoryEntry> listing(InodeId id) {
    List<DirectoryEntry> entries = new ArrayList<>();
    model
        .node(id)
        .children
        .forEach(
            (name, child) ->
                entries.add(
                    new DirectoryEntry(
                        name,
                        child.cookie(),
                        child.node().id,
                        child.node().type,
                        child.node().attributes())));
    entries.sort(Comparator.comparingLong(DirectoryEntry::cookie));
    return entries;
  }

  /** Extended attributes. */
  public Map<ByteString, ByteString> xattrs(InodeId id) {
    return model.node(id).xattrs;
  }

  /** Where each byte of a file lies. */
  public long[] cells(InodeId id) {
    return model.node(id).cells;
  }

  /** The same for the segments that the core tells. */
  public static long[] cells(int size, List<Segment> segments) {
    long[] cells = new long[size];
    for (Segment segment : segments) {
      for (int i = 0; i < segment.length(); i++) {
        cells[(int) segment.offset() + i] =
            switch (segment) {
              case InlineSegment inline -> ModelNode.inlineCell(inline.data().asBuffer().get(i));
              case Extent extent ->
                  ModelNode.blockCell(extent.block().value(), extent.blockOffset() + i);
            };
      }
    }
    return cells;
  }

  /** Locks on an inode, by kind, session, owner and first byte. */
  public List<HeldLock> locks(InodeId id) {
    return model.locks.all(id);
  }

  /** The lock on an inode that keeps a session from having another. */
  public @Nullable HeldLock conflict(SessionId session, InodeId id, FileLock lock) {
    return model.locks.find(new Mutation.SetLock(id, lock), session);
  }

  /** Blocks that hold a byte of a file. */
  public Set<Long> blocks() {
    return model.blockBytes.keySet();
  }

  /** Orphans in order. */
  public List<InodeId> orphans() {
    return model.orphans.values().stream().map(node -> node.id).toList();
  }
}
