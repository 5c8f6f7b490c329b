package io.distfs.server.namespace;

import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;

/** How an inode is born: its owner, group, permissions, access lists and times. Stateless. */
final class NewInode {
  private static final int SET_GID = 02000;
  private static final int GROUP_EXECUTE = 0010;
  private static final int PERMISSIONS = 07777;
  private static final int UMASK = 0777;
  private static final int DIRECTORY_PERMISSIONS = 01777;
  private static final int SYMLINK_PERMISSIONS = 0777;
  private static final int EMPTY_DIRECTORY_LINKS = 2;

  private NewInode() {}

  /**
   * What is wished for.
   *
   * @param id out of a grant of the session
   * @param mode permission bits
   * @param umask bits to be taken from them, unless the directory has a default access list
   */
  record Wish(InodeId id, FileType type, int mode, int umask, Credentials who) {}

  /** Makes it, to be named by the caller. EINVAL if the id is not the session's to use. */
  static Inode make(Transition transition, Wish wish, Inode parent) {
    GrantRule.useInode(transition, wish.id());
    boolean inheritsGroup = (parent.mode & SET_GID) != 0;
    Inode node = new Inode(wish.id());
    node.mode = wish.type().modeBits() | permissions(wish, parent);
    node.uid = wish.who().uid();
    node.gid = inheritsGroup ? parent.gid : wish.who().gid();
    node.atime = transition.now();
    node.mtime = transition.now();
    node.ctime = transition.now();
    node.btime = transition.now();
    node.nlink = 1;
    if (wish.type() == FileType.DIRECTORY) {
      node.nlink = EMPTY_DIRECTORY_LINKS;
      node.size = Limits.DIRECTORY_BYTES;
      node.nextCookie = DirectoryEntry.FIRST_COOKIE;
    }
    transition.add(node);
    boolean link = wish.type() == FileType.SYMLINK;
    if (!link && !AccessListRule.inherit(transition, node, parent)) {
      node.mode &= ~(wish.umask() & UMASK);
    }
    return node;
  }

  /** As {@code vfs_prepare_mode} and {@code inode_init_owner} of Linux do it. */
  private static int permissions(Wish wish, Inode parent) {
    boolean inSetGid = (parent.mode & SET_GID) != 0;
    int wanted = wish.mode() & PERMISSIONS;
    return switch (wish.type()) {
      case SYMLINK -> SYMLINK_PERMISSIONS;
      case DIRECTORY -> (wanted & DIRECTORY_PERMISSIONS) | (inSetGid ? SET_GID : 0);
      case REGULAR, FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> {
        int both = SET_GID | GROUP_EXECUTE;
        boolean foreign = inSetGid && !wish.who().inGroupOrRoot(parent.gid);
        yield foreign && (wanted & both) == both ? wanted & ~SET_GID : wanted;
      }
    };
  }
}
