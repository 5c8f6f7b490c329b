package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;

/** unlink(2) and rmdir(2); the order of refusals is that of the kernel's may_delete. Stateless. */
final class RemoveRule {
  private RemoveRule() {}

  static Result unlink(Transition transition, Mutation.Unlink wish) {
    Inode parent = transition.directory(wish.parent());
    Dentry entry = Directories.entry(transition, parent, wish.name());
    Inode victim = transition.linked(entry.inode());
    Directories.checkSticky(parent, victim, wish.credentials());
    Refusal.when(victim.isDirectory(), Errno.EISDIR);
    return removed(transition, parent, entry, victim);
  }

  static Result removeDirectory(Transition transition, Mutation.RemoveDirectory wish) {
    Inode parent = transition.directory(wish.parent());
    Dentry entry = Directories.entry(transition, parent, wish.name());
    Inode victim = transition.linked(entry.inode());
    Directories.checkSticky(parent, victim, wish.credentials());
    Refusal.when(!victim.isDirectory(), Errno.ENOTDIR);
    Refusal.when(victim.entries != 0, Errno.ENOTEMPTY);
    parent.nlink--;
    return removed(transition, parent, entry, victim);
  }

  private static Result removed(Transition transition, Inode parent, Dentry entry, Inode victim) {
    Directories.remove(transition, parent, entry);
    long orphanSequence = Directories.unlinked(transition, parent, entry, victim);
    return new Result.Removed(victim.attributes(), parent.attributes(), orphanSequence);
  }
}
