package io.distfs.mount.jnr;

import io.distfs.client.vfs.Vfs;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.AttributeChange.TimeChange;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.InodeId;
import org.jspecify.annotations.Nullable;

/** lookup, getattr, setattr, readlink and statfs. Thread-safe. */
final class InodeOperations {
  /** The FUSE_SET_ATTR_ bits of fuse_lowlevel.h. */
  private static final int SET_MODE = 1;

  private static final int SET_UID = 1 << 1;
  private static final int SET_GID = 1 << 2;
  private static final int SET_SIZE = 1 << 3;
  private static final int SET_ATIME = 1 << 4;
  private static final int SET_MTIME = 1 << 5;
  private static final int SET_ATIME_NOW = 1 << 7;
  private static final int SET_MTIME_NOW = 1 << 8;

  private static final int PERMISSIONS = 07777;

  private final Vfs vfs;
  private final Replies replies;
  private final Callers callers;

  InodeOperations(Vfs vfs, Replies replies, Callers callers) {
    this.vfs = vfs;
    this.replies = replies;
    this.callers = callers;
  }

  void register(OperationTable table) {
    table.set(Operation.LOOKUP, this::lookup);
    table.set(Operation.GETATTR, this::getAttributes);
    table.set(Operation.SETATTR, this::setAttributes);
    table.set(Operation.READLINK, this::readLink);
    table.set(Operation.STATFS, this::statistics);
  }

  private void lookup(long request, long parent, long name) {
    replies.answering(
        request,
        "lookup",
        () -> replies.entry(request, vfs.lookup(new InodeId(parent), name(name))));
  }

  private void getAttributes(long request, long inode, long fileInfo) {
    replies.answering(
        request,
        "getattr",
        () -> replies.attributes(request, vfs.getAttributes(new InodeId(inode))));
  }

  private void setAttributes(long request, long inode, long stat, long toSet, long fileInfo) {
    replies.answering(
        request,
        "setattr",
        () -> {
          AttributeChange change = change(stat, (int) toSet);
          boolean judgedByGroups = change.mode() != null || change.gid() != null;
          replies.attributes(
              request,
              vfs.setAttributes(
                  new InodeId(inode),
                  change,
                  judgedByGroups ? callers.withGroups(request) : callers.of(request)));
        });
  }

  private void readLink(long request, long inode) {
    replies.answering(
        request,
        "readlink",
        () -> replies.target(request, vfs.readLink(new InodeId(inode)).toByteArray()));
  }

  private void statistics(long request, long inode) {
    replies.answering(request, "statfs", () -> replies.statistics(request, vfs.statistics()));
  }

  private AttributeChange change(long stat, int toSet) {
    StatLayout layout = replies.stat();
    return new AttributeChange(
        has(toSet, SET_MODE) ? layout.mode(stat) & PERMISSIONS : null,
        has(toSet, SET_UID) ? layout.uid(stat) : null,
        has(toSet, SET_GID) ? layout.gid(stat) : null,
        has(toSet, SET_SIZE) ? layout.size(stat) : null,
        time(toSet, SET_ATIME_NOW, SET_ATIME, layout.atime(stat)),
        time(toSet, SET_MTIME_NOW, SET_MTIME, layout.mtime(stat)));
  }

  /** The kernel sets the "given" bit together with "now": "now" is looked at first. */
  private static @Nullable TimeChange time(int toSet, int now, int given, TimeChange time) {
    if (has(toSet, now)) {
      return new TimeChange.Now();
    }
    return has(toSet, given) ? time : null;
  }

  private static boolean has(int toSet, int bit) {
    return (toSet & bit) != 0;
  }

  private static FileName name(long address) {
    return FileName.of(Memory.stringBytes(address));
  }
}
