package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * Access control lists of inodes: set, removed, kept in step with the mode, inherited; as the
 * kernel's fs/posix_acl.c does it for ext4. They are stored as extended attributes in canonical
 * form; an access list that says no more than the mode is not stored. What they permit is the
 * kernel's to judge. Stateless.
 */
final class AccessListRule {
  static final ByteString ACCESS = ByteString.of("system.posix_acl_access");
  static final ByteString DEFAULT = ByteString.of("system.posix_acl_default");
  private static final int SET_GID = 02000;
  private static final int PERMISSIONS = 0777;

  private AccessListRule() {}

  static boolean isName(ByteString name) {
    return name.equals(ACCESS) || name.equals(DEFAULT);
  }

  /** setxattr(2), whose flags the kernel ignores here; true if something changed. */
  static boolean set(
      Transition transition, Inode inode, ByteString name, ByteString value, Credentials who) {
    AccessList given = AccessList.parse(value);
    checkAllowed(inode, name, given, who);
    if (given == null) {
      return Xattrs.remove(transition, inode, name);
    }
    AccessList list = given.canonical();
    if (name.equals(DEFAULT)) {
      Xattrs.put(transition, inode, name, list.encode());
      return true;
    }
    boolean member = who.inGroupOrRoot(inode.gid);
    inode.mode &= member ? ~PERMISSIONS : ~(PERMISSIONS | SET_GID);
    inode.mode |= list.permissions();
    if (list.isMinimal()) {
      boolean _ = Xattrs.remove(transition, inode, name);
    } else {
      Xattrs.put(transition, inode, name, list.encode());
    }
    return true;
  }

  /** removexattr(2), which is content where there is none; true if something changed. */
  static boolean remove(Transition transition, Inode inode, ByteString name, Credentials who) {
    return set(transition, inode, name, ByteString.EMPTY, who);
  }

  /** The mode was changed by chmod(2): the stored list follows. */
  static void modeChanged(Transition transition, Inode inode) {
    AccessList list = stored(transition.records(), inode, ACCESS);
    if (list != null) {
      ByteString value = list.withPermissions(inode.mode & PERMISSIONS).encode();
      Xattrs.put(transition, inode, ACCESS, value);
    }
  }

  /**
   * A node is made in a directory: the lists it inherits, which may take permissions from its mode.
   * False if the directory has no default list, so that the umask is to be applied.
   */
  static boolean inherit(Transition transition, Inode node, Inode parent) {
    AccessList inherited = stored(transition.records(), parent, DEFAULT);
    if (inherited == null) {
      return false;
    }
    AccessList access = inherited.withPermissions(inherited.permissions() & node.mode);
    node.mode = (node.mode & ~PERMISSIONS) | access.permissions();
    if (!access.isMinimal()) {
      Xattrs.put(transition, node, ACCESS, access.encode());
    }
    if (node.isDirectory()) {
      Xattrs.put(transition, node, DEFAULT, inherited.encode());
    }
    return true;
  }

  static @Nullable AccessList stored(Records records, Inode inode, ByteString name) {
    ByteString value = Xattrs.get(records, inode, name);
    return value == null ? null : AccessList.parse(value);
  }

  private static void checkAllowed(
      Inode inode, ByteString name, @Nullable AccessList given, Credentials who) {
    Refusal.when(inode.isSymlink(), Errno.EOPNOTSUPP);
    Refusal.when(name.equals(DEFAULT) && !inode.isDirectory() && given != null, Errno.EACCES);
    Refusal.when(!who.isRoot() && who.uid() != inode.uid, Errno.EPERM);
  }
}
