package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import org.jspecify.annotations.Nullable;

/**
 * rename(2) and renameat2(2). The order of refusals is that of the kernel's do_renameat2 and
 * vfs_rename. Confined to one command.
 */
final class RenameRule {
  private final Transition transition;
  private final Mutation.Rename wish;
  private final boolean exchange;
  private final @Nullable InodeId whiteout;
  private final Inode from;
  private final Inode to;

  private RenameRule(Transition transition, Mutation.Rename wish, @Nullable InodeId whiteout) {
    int known = Mutation.Rename.NO_REPLACE | Mutation.Rename.EXCHANGE;
    Refusal.when((wish.flags() & ~known) != 0 || wish.flags() == known, Errno.EINVAL);
    this.transition = transition;
    this.wish = wish;
    this.exchange = (wish.flags() & Mutation.Rename.EXCHANGE) != 0;
    this.whiteout = whiteout;
    this.from = transition.directory(wish.parent());
    this.to = transition.directory(wish.newParent());
  }

  static Result rename(Transition transition, Mutation.Rename wish) {
    return new RenameRule(transition, wish, null).rename();
  }

  /** RENAME_WHITEOUT: who may make the character device 0:0 may, and since Linux 5.8 anyone. */
  static Result rename(Transition transition, Mutation.RenameWithWhiteout wish) {
    Refusal.when((wish.flags() & ~Mutation.Rename.NO_REPLACE) != 0, Errno.EINVAL);
    Mutation.Rename rename =
        new Mutation.Rename(
            wish.parent(),
            wish.name(),
            wish.newParent(),
            wish.newName(),
            wish.flags(),
            wish.credentials());
    return new RenameRule(transition, rename, wish.whiteout()).rename();
  }

  private Result rename() {
    Dentry source = Directories.entry(transition, from, wish.name());
    Dentry target = transition.records().dentry(to.id, wish.newName());
    Refusal.when(target != null && wish.flags() == Mutation.Rename.NO_REPLACE, Errno.EEXIST);
    Refusal.when(target == null && exchange, Errno.ENOENT);
    Inode moved = transition.linked(source.inode());
    Inode other = target == null ? null : transition.linked(target.inode());
    checkAncestors(moved, other);
    if (moved == other) {
      return new Result.Renamed(moved.attributes(), null, 0);
    }
    checkRemovable(moved, other);
    if (target == null || other == null) {
      return move(source, moved);
    }
    return exchange
        ? exchange(source, moved, target, other)
        : replace(source, moved, target, other);
  }

  private void checkAncestors(Inode moved, @Nullable Inode other) {
    if (from == to) {
      return;
    }
    boolean intoItself = moved.isDirectory() && Directories.isWithin(transition, to, moved.id);
    Refusal.when(intoItself, Errno.EINVAL);
    boolean ontoAncestor =
        other != null && other.isDirectory() && Directories.isWithin(transition, from, other.id);
    Refusal.when(ontoAncestor, exchange ? Errno.EINVAL : Errno.ENOTEMPTY);
  }

  private void checkRemovable(Inode moved, @Nullable Inode other) {
    Credentials who = wish.credentials();
    Directories.checkSticky(from, moved, who);
    if (other == null) {
      Refusal.when(to.nlink == 0, Errno.ENOENT);
    } else {
      Directories.checkSticky(to, other, who);
      if (!exchange) {
        Refusal.when(moved.isDirectory() && !other.isDirectory(), Errno.ENOTDIR);
        Refusal.when(!moved.isDirectory() && other.isDirectory(), Errno.EISDIR);
      }
    }
    checkLinks(moved.isDirectory(), other != null && other.isDirectory());
    Refusal.when(
        !exchange && other != null && other.isDirectory() && other.entries != 0, Errno.ENOTEMPTY);
  }

  private void checkLinks(boolean movedIsDirectory, boolean otherIsDirectory) {
    if (from == to) {
      return;
    }
    boolean toGrows = movedIsDirectory && !otherIsDirectory;
    boolean fromGrows = exchange && !movedIsDirectory && otherIsDirectory;
    Refusal.when(
        (toGrows && to.nlink >= Limits.LINKS_MAX) || (fromGrows && from.nlink >= Limits.LINKS_MAX),
        Errno.EMLINK);
  }

  private Result move(Dentry source, Inode moved) {
    vacate(source);
    Directories.add(transition, to, wish.newName(), moved);
    countDirectory(moved, from, -1);
    countDirectory(moved, to, 1);
    moved.ctime = transition.now();
    return new Result.Renamed(moved.attributes(), null, 0);
  }

  private Result replace(Dentry source, Inode moved, Dentry target, Inode other) {
    vacate(source);
    Directories.replace(transition, to, target, moved);
    countDirectory(moved, from, -1);
    countDirectory(moved, to, 1);
    countDirectory(other, to, -1);
    moved.ctime = transition.now();
    long orphanSequence = Directories.unlinked(transition, to, target, other);
    return new Result.Renamed(moved.attributes(), other.attributes(), orphanSequence);
  }

  /** The source's name is gone, or it is a whiteout's from now on. */
  private void vacate(Dentry source) {
    if (whiteout == null) {
      Directories.remove(transition, from, source);
      return;
    }
    NewInode.Wish device =
        new NewInode.Wish(whiteout, FileType.CHARACTER_DEVICE, 0, 0, wish.credentials());
    Directories.replace(transition, from, source, NewInode.make(transition, device, from));
  }

  private Result exchange(Dentry source, Inode moved, Dentry target, Inode other) {
    Directories.replace(transition, from, source, other);
    Directories.replace(transition, to, target, moved);
    countDirectory(moved, from, -1);
    countDirectory(moved, to, 1);
    countDirectory(other, to, -1);
    countDirectory(other, from, 1);
    moved.ctime = transition.now();
    other.ctime = transition.now();
    return new Result.Renamed(moved.attributes(), other.attributes(), 0);
  }

  /** A directory's ".." is a link of the directory above it. */
  private static void countDirectory(Inode child, Inode parent, int change) {
    if (child.isDirectory()) {
      parent.nlink += change;
    }
  }
}
