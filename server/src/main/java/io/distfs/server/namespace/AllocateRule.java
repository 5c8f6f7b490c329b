package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;

/** fallocate(2), a bounded number of segments at a time. Stateless. */
final class AllocateRule {
  private AllocateRule() {}

  static Result allocate(Transition transition, Mutation.Allocate wish) {
    check(wish);
    Inode inode = ContentRule.regular(transition, wish.inode());
    long length = Contents.bounded(transition, inode, wish.offset(), wish.length());
    length = Reservations.bounded(transition, inode, wish.offset(), length);
    long end = wish.offset() + length;
    long before = transition.counters().reservedBytes;
    if ((wish.mode() & (Mutation.Allocate.PUNCH_HOLE | Mutation.Allocate.ZERO_RANGE)) != 0) {
      Contents.cut(transition, inode, wish.offset(), end);
    }
    if ((wish.mode() & Mutation.Allocate.PUNCH_HOLE) == 0) {
      // What the cut above set free is not free space yet, but it is on its way.
      long spare = wish.spareBytes() + transition.freedBytes();
      Reservations.reserve(transition, inode, wish.offset(), end);
      long reserved = transition.counters().reservedBytes;
      Refusal.when(reserved > before && reserved > spare, Errno.ENOSPC);
    }
    if ((wish.mode() & Mutation.Allocate.KEEP_SIZE) == 0) {
      inode.size = Math.max(inode.size, end);
    }
    inode.mtime = wish.mtime();
    inode.ctime = transition.now();
    Contents.changed(transition, inode);
    return new Result.Advanced(inode.attributes(), length);
  }

  private static void check(Mutation.Allocate wish) {
    boolean known =
        switch (wish.mode() & ~Mutation.Allocate.KEEP_SIZE) {
          case 0, Mutation.Allocate.ZERO_RANGE -> true;
          case Mutation.Allocate.PUNCH_HOLE -> (wish.mode() & Mutation.Allocate.KEEP_SIZE) != 0;
          default -> false;
        };
    Refusal.when(!known, Errno.EINVAL);
    Refusal.when(wish.offset() < 0 || wish.length() <= 0, Errno.EINVAL);
    Refusal.when(wish.offset() > Long.MAX_VALUE - wish.length(), Errno.EFBIG);
  }
}
