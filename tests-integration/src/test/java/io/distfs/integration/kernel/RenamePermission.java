package io.distfs.integration.kernel;

import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import org.jspecify.annotations.Nullable;

/**
 * Whether an ordinary user may rename: may_delete and vfs_rename, and the two refusals that come
 * before them. The superuser may, so that all of these are the server's to refuse. Confined to one
 * call.
 *
 * @param replaced what has the new name, if anything has
 */
record RenamePermission(
    Call call, Walk.Place from, Walk.Place to, Attributes moved, @Nullable Attributes replaced) {
  private static final int STICKY = 01000;

  void require(boolean exchange) {
    checkAncestors(exchange);
    if (replaced != null && replaced.inode().equals(moved.inode())) {
      return; // two names of one file: nothing is done
    }
    requireEntry(from, moved);
    requireEntry(to, replaced);
    if (replaced != null && !exchange) {
      boolean folder = replaced.type() == FileType.DIRECTORY;
      boolean ofFolder = moved.type() == FileType.DIRECTORY;
      Refused.when(ofFolder && !folder, LinuxError.ENOTDIR);
      Refused.when(!ofFolder && folder, LinuxError.EISDIR);
    }
    if (!from.inode().equals(to.inode())) {
      requireParent(moved);
      requireParent(exchange ? replaced : null);
    }
  }

  /** To change an entry, and in a sticky folder to change somebody's. */
  private void requireEntry(Walk.Place place, @Nullable Attributes node) {
    Attributes folder = place.folder();
    call.require(folder, AccessRules.WRITE | AccessRules.EXECUTE);
    Caller caller = call.caller();
    boolean sticky = node != null && (folder.mode() & STICKY) != 0;
    boolean owner =
        caller.isOrOutranks(folder.uid()) || (node != null && caller.isOrOutranks(node.uid()));
    Refused.when(sticky && !owner, LinuxError.EPERM);
  }

  /** A folder that changes its parent has its ".." written. */
  private void requireParent(@Nullable Attributes folder) {
    if (folder != null && folder.type() == FileType.DIRECTORY) {
      call.require(folder, AccessRules.WRITE);
    }
  }

  private void checkAncestors(boolean exchange) {
    if (from.inode().equals(to.inode())) {
      return;
    }
    Refused.when(isAbove(moved, to.folder()), LinuxError.EINVAL);
    boolean ontoAncestor = replaced != null && isAbove(replaced, from.folder());
    Refused.when(ontoAncestor, exchange ? LinuxError.EINVAL : LinuxError.ENOTEMPTY);
  }

  /** Whether it is the folder or one on the way from it to the root. */
  private boolean isAbove(Attributes node, Attributes folder) {
    Attributes at = folder;
    while (!at.inode().equals(node.inode()) && !at.inode().equals(InodeId.ROOT)) {
      at = Walk.above(call, at);
    }
    return at.inode().equals(node.inode());
  }
}
