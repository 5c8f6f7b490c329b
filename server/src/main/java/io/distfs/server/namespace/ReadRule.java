package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;

/**
 * Inodes were read some time ago: their times of access follow, in whatever order clients come.
 * Whether a read counts at all (relatime and the like) is the mount's to judge, as it is the
 * kernel's on other filesystems. Stateless.
 */
final class ReadRule {
  private ReadRule() {}

  static Result note(Transition transition, Mutation.NoteReads wish) {
    Refusal.when(wish.reads().size() > Mutation.READS_MAX, Errno.EINVAL);
    for (Mutation.NoteReads.Read read : wish.reads()) {
      Inode inode = transition.find(read.inode());
      if (inode != null && read.atime().compareTo(inode.atime) > 0) {
        inode.atime = read.atime();
        transition.wasRead(inode);
      }
    }
    return new Result.None();
  }
}
