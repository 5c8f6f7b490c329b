package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import org.jspecify.annotations.Nullable;

/**
 * chmod(2), chown(2), truncate(2), utimensat(2), with the checks of the kernel's setattr_prepare
 * that need the stored owner. Write permission (truncate, times set to now) is the kernel's check.
 * Stateless.
 */
final class AttributeRule {
  private static final int SET_GID = 02000;
  private static final int PERMISSIONS = 07777;

  private AttributeRule() {}

  static Result set(Transition transition, Mutation.SetAttributes wish) {
    Inode inode = transition.named(wish.inode());
    AttributeChange change = wish.change();
    Credentials who = wish.credentials();
    check(inode, change, who);
    if (isEmpty(change)) {
      return new Result.Changed(inode.attributes());
    }
    transition.touch(inode);
    inode.ctime = transition.now();
    Long size = change.size();
    if (size != null) {
      Privileges.truncated(transition, inode, who);
      Contents.resize(transition, inode, size);
    }
    own(transition, inode, wish);
    Integer mode = change.mode();
    if (mode != null) {
      inode.mode = (inode.mode & ~PERMISSIONS) | permitted(inode, mode, who);
      AccessListRule.modeChanged(transition, inode);
    }
    inode.atime = time(transition, change.atime(), inode.atime);
    inode.mtime = time(transition, change.mtime(), inode.mtime);
    return new Result.Changed(inode.attributes());
  }

  private static void check(Inode inode, AttributeChange change, Credentials who) {
    Long size = change.size();
    if (size != null) {
      Refusal.when(inode.isDirectory(), Errno.EISDIR);
      Refusal.when(!inode.isRegular() || size < 0, Errno.EINVAL);
    }
    boolean owner = who.isRoot() || who.uid() == inode.uid;
    Refusal.when(!mayOwn(inode, change, who), Errno.EPERM);
    Refusal.when(change.mode() != null && !owner, Errno.EPERM);
    Refusal.when(change.mode() != null && inode.isSymlink(), Errno.EOPNOTSUPP);
    Refusal.when(setsTimes(change) && !owner, Errno.EPERM);
  }

  /** chown_ok and chgrp_ok: an owner may give the file to a group it is in, to nobody else. */
  private static boolean mayOwn(Inode inode, AttributeChange change, Credentials who) {
    if (who.isRoot()) {
      return true;
    }
    Integer uid = change.uid();
    Integer gid = change.gid();
    boolean owner = who.uid() == inode.uid;
    boolean userAllowed = uid == null || (owner && uid == inode.uid);
    boolean groupAllowed = gid == null || (owner && (gid == inode.gid || who.inGroup(gid)));
    return userAllowed && groupAllowed;
  }

  /**
   * Whether times are set in the sense of ATTR_TIMES_SET: to a given value, or one to now and the
   * other left. Both to now, or one beside a truncate, only needs write permission.
   */
  private static boolean setsTimes(AttributeChange change) {
    AttributeChange.TimeChange atime = change.atime();
    AttributeChange.TimeChange mtime = change.mtime();
    boolean given =
        atime instanceof AttributeChange.TimeChange.At
            || mtime instanceof AttributeChange.TimeChange.At;
    boolean oneAlone = change.size() == null && (atime == null) != (mtime == null);
    return given || oneAlone;
  }

  private static boolean isEmpty(AttributeChange change) {
    return change.mode() == null
        && change.uid() == null
        && change.gid() == null
        && change.size() == null
        && change.atime() == null
        && change.mtime() == null;
  }

  private static void own(Transition transition, Inode inode, Mutation.SetAttributes wish) {
    Integer uid = wish.change().uid();
    Integer gid = wish.change().gid();
    if (uid == null && gid == null) {
      return;
    }
    Privileges.ownerChanges(transition, inode, wish.credentials());
    inode.uid = uid == null ? inode.uid : uid;
    inode.gid = gid == null ? inode.gid : gid;
  }

  /** Who is not in the file's group cannot give it S_ISGID. */
  private static int permitted(Inode inode, int mode, Credentials who) {
    boolean member = who.inGroupOrRoot(inode.gid);
    return mode & PERMISSIONS & (member ? PERMISSIONS : ~SET_GID);
  }

  private static Timestamp time(
      Transition transition, AttributeChange.@Nullable TimeChange change, Timestamp old) {
    return switch (change) {
      case null -> old;
      case AttributeChange.TimeChange.Now _ -> transition.now();
      case AttributeChange.TimeChange.At at -> at.time();
    };
  }
}
