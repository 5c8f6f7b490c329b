package io.distfs.server.reference;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import org.jspecify.annotations.Nullable;

/** Names in the reference model: path_resolution(7), inode(7), rename(2), unlink(2), mkdir(2). */
final class ModelDirectories {
  private final ReferenceModel model;

  ModelDirectories(ReferenceModel model) {
    this.model = model;
  }

  Result make(ModelSession session, Mutation.MakeNode wish) {
    FileType type;
    try {
      type = FileType.ofMode(wish.mode());
    } catch (IllegalArgumentException e) {
      throw new ModelFailure(Errno.EINVAL);
    }
    Credentials who = wish.credentials();
    if (who.uid() != 0 && type == FileType.BLOCK_DEVICE) {
      throw new ModelFailure(Errno.EPERM);
    }
    if (who.uid() != 0 && type == FileType.CHARACTER_DEVICE && wish.rdev() != 0) {
      throw new ModelFailure(Errno.EPERM);
    }
    if (type == FileType.SYMLINK) {
      ModelFailure.unless(wish.target().length() > 0, Errno.ENOENT);
      ModelFailure.unless(wish.target().length() < 4096, Errno.ENAMETOOLONG);
    } else {
      ModelFailure.unless(wish.target().length() == 0, Errno.EINVAL);
    }
    ModelNode parent = model.directory(wish.parent());
    ModelNode.Child existing = parent.children.get(wish.name());
    if (existing != null) {
      boolean open =
          !wish.exclusive() && type == FileType.REGULAR && existing.node().type == FileType.REGULAR;
      ModelFailure.unless(open, Errno.EEXIST);
      return new Result.Node(existing.node().attributes(), parent.attributes(), false);
    }
    ModelFailure.unless(parent.nlink > 0, Errno.ENOENT);
    Birth birth = new Birth(wish.inode(), type, wish.mode(), wish.umask(), wish.credentials());
    ModelNode node = fresh(session, birth, parent);
    node.target = wish.target();
    if (type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE) {
      node.rdev = wish.rdev();
    }
    if (type == FileType.DIRECTORY) {
      node.parent = parent;
      parent.nlink++;
    }
    enter(parent, wish.name(), node);
    return new Result.Node(node.attributes(), parent.attributes(), true, !node.xattrs.isEmpty());
  }

  Result makeUnnamed(ModelSession session, Mutation.MakeUnnamed wish) {
    ModelNode directory = model.directory(wish.directory());
    ModelFailure.unless(directory.nlink > 0, Errno.ENOENT);
    Birth birth =
        new Birth(wish.inode(), FileType.REGULAR, wish.mode(), wish.umask(), wish.credentials());
    ModelNode node = fresh(session, birth, directory);
    node.nlink = 0;
    node.maker = session.id;
    node.linkable = wish.linkable();
    long _ = model.orphaned(node);
    session.held.add(node.id);
    return new Result.Node(node.attributes(), directory.attributes(), true, !node.xattrs.isEmpty());
  }

  Result link(ModelSession session, Mutation.Link wish) {
    ModelNode node = model.node(wish.inode());
    ModelNode parent = model.directory(wish.newParent());
    ModelFailure.unless(!parent.children.containsKey(wish.newName()), Errno.EEXIST);
    ModelFailure.unless(parent.nlink > 0, Errno.ENOENT);
    ModelFailure.unless(!node.isDirectory(), Errno.EPERM);
    if (node.nlink == 0) {
      boolean mine = session.id.equals(node.maker) && session.held.contains(node.id);
      ModelFailure.unless(mine && node.linkable, Errno.ENOENT);
      session.held.remove(node.id);
      model.orphans.remove(node.orphanNumber);
      node.maker = null;
      node.linkable = false;
    }
    node.nlink++;
    enter(parent, wish.newName(), node);
    changed(node);
    return new Result.Node(node.attributes(), parent.attributes(), true);
  }

  Result remove(InodeId in, FileName name, Credentials who, boolean directoryWanted) {
    ModelNode parent = model.directory(in);
    ModelNode victim = existing(parent, name).node();
    checkSticky(parent, victim, who);
    if (directoryWanted) {
      ModelFailure.unless(victim.isDirectory(), Errno.ENOTDIR);
      ModelFailure.unless(victim.children.isEmpty(), Errno.ENOTEMPTY);
      parent.nlink--;
    } else {
      ModelFailure.unless(!victim.isDirectory(), Errno.EISDIR);
    }
    parent.children.remove(name);
    modified(parent);
    long orphan = lostName(victim);
    return new Result.Removed(victim.attributes(), parent.attributes(), orphan);
  }

  /** As rename, but the old name is a whiteout's afterwards, at the old place in the directory. */
  Result rename(ModelSession session, Mutation.RenameWithWhiteout wish) {
    ModelFailure.unless(wish.flags() == 0 || wish.flags() == 1, Errno.EINVAL);
    Mutation.Rename plain =
        new Mutation.Rename(
            wish.parent(),
            wish.name(),
            wish.newParent(),
            wish.newName(),
            wish.flags(),
            wish.credentials());
    return rename(plain, new Whiteout(session, wish.whiteout()));
  }

  Result rename(Mutation.Rename wish) {
    return rename(wish, null);
  }

  private record Whiteout(ModelSession session, InodeId id) {}

  private Result rename(Mutation.Rename wish, @Nullable Whiteout whiteout) {
    boolean noReplace = (wish.flags() & 1) != 0;
    boolean exchange = (wish.flags() & 2) != 0;
    ModelFailure.unless(wish.flags() >= 0 && wish.flags() < 3, Errno.EINVAL);
    ModelNode from = model.directory(wish.parent());
    ModelNode to = model.directory(wish.newParent());
    ModelNode.Child source = existing(from, wish.name());
    ModelNode.Child target = to.children.get(wish.newName());
    ModelFailure.unless(target == null || !noReplace, Errno.EEXIST);
    ModelFailure.unless(target != null || !exchange, Errno.ENOENT);
    ModelNode moved = source.node();
    ModelFailure.unless(from == to || !isAbove(moved, to), Errno.EINVAL);
    if (target != null && from != to && isAbove(target.node(), from)) {
      throw new ModelFailure(exchange ? Errno.EINVAL : Errno.ENOTEMPTY);
    }
    if (target != null && target.node() == moved) {
      return new Result.Renamed(moved.attributes(), null, 0);
    }
    checkSticky(from, moved, wish.credentials());
    if (target == null) {
      ModelFailure.unless(to.nlink > 0, Errno.ENOENT);
    } else {
      checkSticky(to, target.node(), wish.credentials());
    }
    return exchange && target != null
        ? exchange(wish, from, to, source, target)
        : move(new Move(wish, from, to, source, target), whiteout);
  }

  private record Move(
      Mutation.Rename wish,
      ModelNode from,
      ModelNode to,
      ModelNode.Child source,
      ModelNode.@Nullable Child target) {}

  private Result move(Move move, @Nullable Whiteout whiteout) {
    Mutation.Rename wish = move.wish();
    ModelNode from = move.from();
    ModelNode to = move.to();
    ModelNode.Child source = move.source();
    ModelNode.Child target = move.target();
    ModelNode moved = source.node();
    ModelNode replaced = target == null ? null : target.node();
    if (replaced != null) {
      ModelFailure.unless(!moved.isDirectory() || replaced.isDirectory(), Errno.ENOTDIR);
      ModelFailure.unless(moved.isDirectory() || !replaced.isDirectory(), Errno.EISDIR);
      ModelFailure.unless(replaced.children.isEmpty(), Errno.ENOTEMPTY);
    }
    if (whiteout != null) {
      checkId(whiteout.session(), whiteout.id());
    }
    from.children.remove(wish.name());
    if (whiteout != null) {
      Birth birth = new Birth(whiteout.id(), FileType.CHARACTER_DEVICE, 0, 0, wish.credentials());
      ModelNode device = fresh(whiteout.session(), birth, from);
      from.children.put(wish.name(), new ModelNode.Child(device, source.cookie()));
    }
    if (target == null) {
      enter(to, wish.newName(), moved);
    } else {
      to.children.put(wish.newName(), new ModelNode.Child(moved, target.cookie()));
    }
    if (moved.isDirectory()) {
      from.nlink--;
      to.nlink++;
      moved.parent = to;
    }
    modified(from);
    modified(to);
    changed(moved);
    if (replaced == null) {
      return new Result.Renamed(moved.attributes(), null, 0);
    }
    if (replaced.isDirectory()) {
      to.nlink--;
    }
    long orphan = lostName(replaced);
    return new Result.Renamed(moved.attributes(), replaced.attributes(), orphan);
  }

  private Result exchange(
      Mutation.Rename wish,
      ModelNode from,
      ModelNode to,
      ModelNode.Child source,
      ModelNode.Child target) {
    ModelNode moved = source.node();
    ModelNode other = target.node();
    from.children.put(wish.name(), new ModelNode.Child(other, source.cookie()));
    to.children.put(wish.newName(), new ModelNode.Child(moved, target.cookie()));
    if (moved.isDirectory()) {
      from.nlink--;
      to.nlink++;
      moved.parent = to;
    }
    if (other.isDirectory()) {
      to.nlink--;
      from.nlink++;
      other.parent = from;
    }
    modified(from);
    modified(to);
    changed(moved);
    changed(other);
    return new Result.Renamed(moved.attributes(), other.attributes(), 0);
  }

  private record Birth(InodeId id, FileType type, int mode, int umask, Credentials who) {}

  private ModelNode fresh(ModelSession session, Birth wish, ModelNode parent) {
    checkId(session, wish.id());
    session.highestInode = wish.id().value();
    Credentials who = wish.who();
    FileType type = wish.type();
    ModelNode node = new ModelNode(wish.id(), type, model.now());
    boolean setGid = (parent.permissions & 02000) != 0;
    node.uid = who.uid();
    node.gid = setGid ? parent.gid : who.gid();
    node.nlink = type == FileType.DIRECTORY ? 2 : 1;
    node.permissions = wish.mode() & 07777;
    if (type == FileType.SYMLINK) {
      node.permissions = 0777;
    } else if (type == FileType.DIRECTORY) {
      node.permissions &= 01777;
      if (setGid) {
        node.permissions |= 02000;
      }
    } else if (setGid && (wish.mode() & 02010) == 02010) {
      boolean member = who.uid() == 0 || who.gid() == parent.gid;
      if (!member && !who.groups().contains(parent.gid)) {
        node.permissions &= ~02000;
      }
    }
    boolean link = type == FileType.SYMLINK;
    if (!link && !ModelFiles.inherit(node, parent)) {
      node.permissions &= ~wish.umask();
    }
    model.nodes.put(node.id, node);
    model.touch(node);
    return node;
  }

  private static void checkId(ModelSession session, InodeId id) {
    boolean fresh = id.value() > session.highestInode && session.inodeIds.contains(id.value());
    ModelFailure.unless(fresh, Errno.EINVAL);
  }

  private void enter(ModelNode directory, FileName name, ModelNode node) {
    directory.children.put(name, new ModelNode.Child(node, directory.nextCookie++));
    modified(directory);
  }

  private static ModelNode.Child existing(ModelNode directory, FileName name) {
    ModelNode.Child child = directory.children.get(name);
    if (child == null) {
      throw new ModelFailure(Errno.ENOENT);
    }
    return child;
  }

  /** A removed directory hangs below nothing any more. */
  private static boolean isAbove(ModelNode candidate, ModelNode directory) {
    if (directory.nlink == 0) {
      return candidate == directory;
    }
    for (ModelNode at = directory; at != null; at = at.parent == at ? null : at.parent) {
      if (at == candidate) {
        return true;
      }
    }
    return false;
  }

  private static void checkSticky(ModelNode directory, ModelNode victim, Credentials who) {
    if ((directory.permissions & 01000) != 0) {
      boolean mine = who.uid() == 0 || who.uid() == directory.uid || who.uid() == victim.uid;
      ModelFailure.unless(mine, Errno.EPERM);
    }
  }

  private long lostName(ModelNode node) {
    changed(node);
    node.nlink = node.isDirectory() ? 0 : node.nlink - 1;
    return node.nlink == 0 ? model.orphaned(node) : 0;
  }

  private void modified(ModelNode directory) {
    directory.mtime = model.now();
    changed(directory);
  }

  private void changed(ModelNode node) {
    node.ctime = model.now();
    model.touch(node);
  }
}
