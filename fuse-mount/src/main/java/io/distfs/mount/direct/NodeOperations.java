package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.BATCH_FORGET_IN;
import static io.distfs.mount.direct.KernelStructs.FORGET_IN;
import static io.distfs.mount.direct.KernelStructs.FORGET_ONE;
import static io.distfs.mount.direct.KernelStructs.SETATTR_IN;
import static io.distfs.mount.direct.KernelStructs.at;

import io.distfs.client.vfs.Vfs;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.AttributeChange.TimeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import org.jspecify.annotations.Nullable;

/** lookup, forget, getattr, statx, setattr, readlink and statfs. Thread-safe. */
final class NodeOperations {
  /** The FATTR_ bits of linux/fuse.h. */
  private static final int SET_MODE = 1;

  private static final int SET_UID = 1 << 1;
  private static final int SET_GID = 1 << 2;
  private static final int SET_SIZE = 1 << 3;
  private static final int SET_ATIME = 1 << 4;
  private static final int SET_MTIME = 1 << 5;
  private static final int SET_ATIME_NOW = 1 << 7;
  private static final int SET_MTIME_NOW = 1 << 8;
  private static final int KILL_SUIDGID = 1 << 11;

  private static final int PERMISSIONS = 07777;

  private static final long FORGET_COUNT = at(FORGET_IN, "nlookup");
  private static final long BATCH_FORGET_COUNT = at(BATCH_FORGET_IN, "count");
  private static final long FORGET_ONE_INODE = at(FORGET_ONE, "nodeid");
  private static final long FORGET_ONE_COUNT = at(FORGET_ONE, "nlookup");
  private static final long SETATTR_VALID = at(SETATTR_IN, "valid");
  private static final long SETATTR_MODE = at(SETATTR_IN, "mode");
  private static final long SETATTR_UID = at(SETATTR_IN, "uid");
  private static final long SETATTR_GID = at(SETATTR_IN, "gid");
  private static final long SETATTR_SIZE = at(SETATTR_IN, "size");
  private static final long SETATTR_ATIME = at(SETATTR_IN, "atime");
  private static final long SETATTR_ATIME_NANOS = at(SETATTR_IN, "atimensec");
  private static final long SETATTR_MTIME = at(SETATTR_IN, "mtime");
  private static final long SETATTR_MTIME_NANOS = at(SETATTR_IN, "mtimensec");

  private final Vfs vfs;
  private final Replies replies;
  private final LookupCounts lookups;

  NodeOperations(Vfs vfs, Replies replies, LookupCounts lookups) {
    this.vfs = vfs;
    this.replies = replies;
    this.lookups = lookups;
  }

  void lookup(Exchange exchange) {
    InodeId parent = exchange.node();
    byte[] bytes = exchange.stringAt(0);
    if (FileName.isDots(bytes)) {
      replies.entry(exchange, bytes.length == 1 ? byNumber(parent) : vfs.parentOf(parent));
      return;
    }
    FileName name = FileName.of(bytes);
    Attributes found;
    try {
      found = vfs.lookup(parent, name);
    } catch (FsException e) {
      if (e.errno() == Errno.ENOENT && replies.remembersAbsence()) {
        replies.absent(exchange);
        return;
      }
      throw e;
    }
    replies.entry(exchange, found);
  }

  /**
   * "." of any inode, by FUSE_EXPORT_SUPPORT: the kernel has a file handle and has dropped its
   * inode. So no descriptor here keeps it, and one without a name is on its way out.
   */
  private Attributes byNumber(InodeId inode) {
    Attributes found = vfs.getAttributes(inode);
    if (found.nlink() == 0) {
      throw new FsException(Errno.ESTALE, "inode " + inode + " has no name any more");
    }
    return found;
  }

  /** Not answered. */
  void forget(Exchange exchange) {
    lookups.forget(exchange.node().value(), exchange.longAt(FORGET_COUNT));
  }

  /** Not answered. */
  void forgetMany(Exchange exchange) {
    int count = exchange.intAt(BATCH_FORGET_COUNT);
    long offset = BATCH_FORGET_IN.byteSize();
    long end = exchange.bodyBytes();
    for (int i = 0; i < count && offset + FORGET_ONE.byteSize() <= end; i++) {
      lookups.forget(
          exchange.longAt(offset + FORGET_ONE_INODE), exchange.longAt(offset + FORGET_ONE_COUNT));
      offset += FORGET_ONE.byteSize();
    }
  }

  void getAttributes(Exchange exchange) {
    replies.attributes(exchange, vfs.getAttributes(exchange.node()));
  }

  /** statx(2) where more than stat(2) is asked for: the time of birth. */
  void statx(Exchange exchange) {
    StatxReply.send(exchange, vfs.getAttributes(exchange.node()), replies);
  }

  void setAttributes(Exchange exchange) {
    int valid = exchange.intAt(SETATTR_VALID);
    AttributeChange change = change(exchange, valid);
    boolean judgedByGroups = change.mode() != null || change.gid() != null;
    if (has(valid, KILL_SUIDGID)) {
      boolean _ = vfs.dropPrivileges(exchange.node(), exchange.groups());
    }
    replies.attributes(
        exchange,
        vfs.setAttributes(
            exchange.node(),
            change,
            judgedByGroups ? exchange.callerWithGroups() : exchange.caller()));
  }

  void readLink(Exchange exchange) {
    byte[] target = vfs.readLink(exchange.node()).toByteArray();
    exchange.bodyRoom(target.length).put(target);
    boolean _ = exchange.reply(target.length);
  }

  void statistics(Exchange exchange) {
    replies.statistics(exchange, vfs.statistics());
  }

  private static AttributeChange change(Exchange exchange, int valid) {
    return new AttributeChange(
        has(valid, SET_MODE) ? exchange.intAt(SETATTR_MODE) & PERMISSIONS : null,
        has(valid, SET_UID) ? exchange.intAt(SETATTR_UID) : null,
        has(valid, SET_GID) ? exchange.intAt(SETATTR_GID) : null,
        has(valid, SET_SIZE) ? exchange.longAt(SETATTR_SIZE) : null,
        time(exchange, valid, SET_ATIME_NOW, SET_ATIME, SETATTR_ATIME, SETATTR_ATIME_NANOS),
        time(exchange, valid, SET_MTIME_NOW, SET_MTIME, SETATTR_MTIME, SETATTR_MTIME_NANOS));
  }

  /** The kernel sets the "given" bit together with "now": "now" is looked at first. */
  private static @Nullable TimeChange time(
      Exchange exchange, int valid, int now, int given, long seconds, long nanos) {
    if (has(valid, now)) {
      return new TimeChange.Now();
    }
    return has(valid, given)
        ? new TimeChange.At(new Timestamp(exchange.longAt(seconds), exchange.intAt(nanos)))
        : null;
  }

  private static boolean has(int valid, int bit) {
    return (valid & bit) != 0;
  }
}
