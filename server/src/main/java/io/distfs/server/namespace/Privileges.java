package io.distfs.server.namespace;

import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;

/**
 * What lets a program run with more rights than its caller has, and must go when somebody changes
 * its content or owner: set-id bits and file capabilities. Stateless.
 *
 * <p>As the kernel's {@code setattr_should_drop_suidgid} and {@code cap_inode_killpriv}: the bits
 * go unless who writes has CAP_FSETID, which here is the superuser; capabilities always go.
 */
final class Privileges {
  private static final int SET_UID = 04000;
  private static final int SET_GID = 02000;
  private static final int GROUP_EXECUTE = 0010;
  private static final ByteString CAPABILITY = ByteString.of("security.capability");

  private Privileges() {}

  /** Somebody without CAP_FSETID is about to write. */
  static Result drop(Transition transition, Mutation.DropPrivileges wish) {
    Inode inode = transition.named(wish.inode());
    if (inode.isRegular()) {
      int before = inode.mode;
      Credentials writer = wish.writer();
      dropSetId(inode, writer == null || writer.inGroupOrRoot(inode.gid));
      if (dropCapability(transition, inode) || inode.mode != before) {
        inode.ctime = transition.now();
        transition.touch(inode);
      }
    }
    return new Result.Changed(inode.attributes());
  }

  /** A new owner: nothing that is no directory keeps its privileges, whoever gives it. */
  static void ownerChanges(Transition transition, Inode inode, Credentials who) {
    if (!inode.isDirectory()) {
      dropSetId(inode, who.inGroupOrRoot(inode.gid));
      dropCapability(transition, inode);
    }
  }

  /**
   * truncate(2). Whether a foreigner truncates is left to {@link #drop}, which comes before: it is
   * told all groups of the caller, this is not.
   */
  static void truncated(Transition transition, Inode inode, Credentials who) {
    if (!who.isRoot()) {
      dropSetId(inode, true);
    }
    dropCapability(transition, inode);
  }

  /** Content changes: true if there was a capability to take. */
  static boolean dropCapability(Transition transition, Inode inode) {
    return Xattrs.remove(transition, inode, CAPABILITY);
  }

  /** Set-group-id without the right to execute is no privilege, but foreigners lose it too. */
  private static void dropSetId(Inode inode, boolean member) {
    inode.mode &= ~SET_UID;
    if ((inode.mode & GROUP_EXECUTE) != 0 || !member) {
      inode.mode &= ~SET_GID;
    }
  }
}
