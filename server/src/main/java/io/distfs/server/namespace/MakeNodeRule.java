package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;

/** open(O_CREAT), mknod(2), mkdir(2), symlink(2), link(2). Stateless. */
final class MakeNodeRule {
  private static final int SET_GID = 02000;
  private static final int GROUP_EXECUTE = 0010;
  private static final int PERMISSIONS = 07777;
  private static final int DIRECTORY_PERMISSIONS = 01777;
  private static final int SYMLINK_PERMISSIONS = 0777;
  private static final int EMPTY_DIRECTORY_LINKS = 2;

  private MakeNodeRule() {}

  static Result make(Transition transition, Mutation.MakeNode wish) {
    FileType type = type(wish);
    checkTarget(type, wish);
    Inode parent = transition.directory(wish.parent());
    Dentry existing = transition.records().dentry(parent.id, wish.name());
    if (existing != null) {
      return found(transition, wish, type, parent, existing);
    }
    Refusal.when(parent.nlink == 0, Errno.ENOENT);
    boolean directory = type == FileType.DIRECTORY;
    Refusal.when(directory && parent.nlink >= Limits.LINKS_MAX, Errno.EMLINK);
    GrantRule.useInode(transition, wish.inode());
    Inode node = node(transition, wish, type, parent);
    transition.add(node);
    if (directory) {
      parent.nlink++;
    }
    Directories.add(transition, parent, wish.name(), node);
    return new Result.Node(node.attributes(), parent.attributes(), true);
  }

  static Result link(Transition transition, Mutation.Link wish) {
    Inode inode = transition.named(wish.inode());
    Inode parent = transition.directory(wish.newParent());
    Refusal.when(transition.records().dentry(parent.id, wish.newName()) != null, Errno.EEXIST);
    Refusal.when(parent.nlink == 0, Errno.ENOENT);
    Refusal.when(inode.isDirectory(), Errno.EPERM);
    Refusal.when(inode.nlink == 0, Errno.ENOENT);
    Refusal.when(inode.nlink >= Limits.LINKS_MAX, Errno.EMLINK);
    inode.nlink++;
    inode.ctime = transition.now();
    Directories.add(transition, parent, wish.newName(), inode);
    return new Result.Node(inode.attributes(), parent.attributes(), true);
  }

  private static FileType type(Mutation.MakeNode wish) {
    FileType type;
    try {
      type = FileType.ofMode(wish.mode());
    } catch (IllegalArgumentException _) {
      throw new Refusal(Errno.EINVAL);
    }
    boolean device = type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE;
    // Since Linux 5.8 anyone may make the character device 0:0, overlayfs's whiteout.
    boolean privileged = device && (type == FileType.BLOCK_DEVICE || wish.rdev() != 0);
    Refusal.when(privileged && !wish.credentials().isRoot(), Errno.EPERM);
    return type;
  }

  private static void checkTarget(FileType type, Mutation.MakeNode wish) {
    int length = wish.target().length();
    if (type != FileType.SYMLINK) {
      Refusal.when(length != 0, Errno.EINVAL);
      return;
    }
    Refusal.when(length == 0, Errno.ENOENT);
    Refusal.when(length > Limits.TARGET_BYTES_MAX, Errno.ENAMETOOLONG);
  }

  private static Result found(
      Transition transition, Mutation.MakeNode wish, FileType type, Inode parent, Dentry existing) {
    boolean opens =
        !wish.exclusive() && type == FileType.REGULAR && existing.type() == FileType.REGULAR;
    Refusal.when(!opens, Errno.EEXIST);
    Inode node = transition.linked(existing.inode());
    return new Result.Node(node.attributes(), parent.attributes(), false);
  }

  private static Inode node(
      Transition transition, Mutation.MakeNode wish, FileType type, Inode parent) {
    Credentials who = wish.credentials();
    boolean inheritsGroup = (parent.mode & SET_GID) != 0;
    Inode node = new Inode(wish.inode());
    node.mode = type.modeBits() | permissions(type, wish, parent);
    node.uid = who.uid();
    node.gid = inheritsGroup ? parent.gid : who.gid();
    node.atime = transition.now();
    node.mtime = transition.now();
    node.ctime = transition.now();
    node.btime = transition.now();
    node.nlink = 1;
    switch (type) {
      case DIRECTORY -> {
        node.nlink = EMPTY_DIRECTORY_LINKS;
        node.size = Limits.DIRECTORY_BYTES;
        node.nextCookie = DirectoryEntry.FIRST_COOKIE;
      }
      case SYMLINK -> {
        node.target = wish.target();
        node.size = wish.target().length();
      }
      case CHARACTER_DEVICE, BLOCK_DEVICE -> node.rdev = wish.rdev();
      case REGULAR, FIFO, SOCKET -> {}
    }
    return node;
  }

  /** As {@code inode_init_owner} and {@code mode_strip_sgid} of Linux do it. */
  private static int permissions(FileType type, Mutation.MakeNode wish, Inode parent) {
    boolean inSetGid = (parent.mode & SET_GID) != 0;
    int wanted = wish.mode() & PERMISSIONS;
    return switch (type) {
      case SYMLINK -> SYMLINK_PERMISSIONS;
      case DIRECTORY -> (wanted & DIRECTORY_PERMISSIONS) | (inSetGid ? SET_GID : 0);
      case REGULAR, FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> {
        int both = SET_GID | GROUP_EXECUTE;
        boolean foreign =
            inSetGid && !wish.credentials().isRoot() && !wish.credentials().inGroup(parent.gid);
        yield foreign && (wanted & both) == both ? wanted & ~SET_GID : wanted;
      }
    };
  }
}
