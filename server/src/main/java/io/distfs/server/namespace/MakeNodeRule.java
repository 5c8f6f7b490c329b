package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;

/** open(O_CREAT), open(O_TMPFILE), mknod(2), mkdir(2), symlink(2), link(2). Stateless. */
final class MakeNodeRule {
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
    Inode node = node(transition, wish, type, parent);
    if (directory) {
      parent.nlink++;
    }
    Directories.add(transition, parent, wish.name(), node);
    return made(node, parent);
  }

  /** The directory stays as it is: nothing in it changes. */
  static Result makeUnnamed(Transition transition, Mutation.MakeUnnamed wish) {
    Inode directory = transition.directory(wish.directory());
    Refusal.when(directory.nlink == 0, Errno.ENOENT);
    NewInode.Wish birth =
        new NewInode.Wish(
            wish.inode(), FileType.REGULAR, wish.mode(), wish.umask(), wish.credentials());
    Inode node = NewInode.make(transition, birth, directory);
    node.nlink = 0;
    Orphans.born(transition, node, wish.linkable());
    return made(node, directory);
  }

  static Result link(Transition transition, Mutation.Link wish) {
    Inode inode = transition.named(wish.inode());
    Inode parent = transition.directory(wish.newParent());
    Refusal.when(transition.records().dentry(parent.id, wish.newName()) != null, Errno.EEXIST);
    Refusal.when(parent.nlink == 0, Errno.ENOENT);
    Refusal.when(inode.isDirectory(), Errno.EPERM);
    if (inode.nlink == 0) {
      // What lost its last name never gets another; what never had one may get its first.
      Orphans.leave(transition, inode);
    }
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

  private static Result made(Inode node, Inode parent) {
    boolean inherits = node.xattrBytes > 0;
    return new Result.Node(node.attributes(), parent.attributes(), true, inherits);
  }

  private static Inode node(
      Transition transition, Mutation.MakeNode wish, FileType type, Inode parent) {
    NewInode.Wish birth =
        new NewInode.Wish(wish.inode(), type, wish.mode(), wish.umask(), wish.credentials());
    Inode node = NewInode.make(transition, birth, parent);
    switch (type) {
      case SYMLINK -> {
        node.target = wish.target();
        node.size = wish.target().length();
      }
      case CHARACTER_DEVICE, BLOCK_DEVICE -> node.rdev = wish.rdev();
      case DIRECTORY, REGULAR, FIFO, SOCKET -> {}
    }
    return node;
  }
}
