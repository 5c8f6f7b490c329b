package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;

/** Ranges of ids for sessions to draw from, so that a command can name what is not yet made. */
final class GrantRule {
  private GrantRule() {}

  static Result grantInodes(Transition transition, Mutation.GrantInodes wish) {
    checkCount(wish.count());
    Counters counters = transition.counters();
    Refusal.when(counters.nextInode > InodeId.NUMBER_MAX - wish.count(), Errno.ENOSPC);
    Grants.Range range = new Grants.Range(counters.nextInode, wish.count());
    counters.nextInode += wish.count();
    SessionState session = transition.session();
    Grants open = transition.records().grants(session.session());
    store(transition, open.withInodes(range, session.inodeUsed()));
    return new Result.Granted(range.first(), range.count());
  }

  static Result grantBlocks(Transition transition, Mutation.GrantBlocks wish) {
    checkCount(wish.count());
    Counters counters = transition.counters();
    Refusal.when(counters.nextBlock > Long.MAX_VALUE - wish.count(), Errno.ENOSPC);
    Grants.Range range = new Grants.Range(counters.nextBlock, wish.count());
    counters.nextBlock += wish.count();
    SessionId session = transition.session().session();
    Grants open = transition.records().grants(session);
    Grants after = open.withBlocks(range, wish.closeBelow());
    NamedBlocks named = new NamedBlocks(transition, session);
    for (Grants.Range old : open.blocks()) {
      if (!after.blocks().contains(old)) {
        named.forget(old);
      }
    }
    store(transition, after);
    return new Result.Granted(range.first(), range.count());
  }

  /** Takes an inode id out of the session's grants: ascending, so none is used twice. */
  static void useInode(Transition transition, InodeId inode) {
    SessionState session = transition.session();
    Refusal.when(inode.value() <= session.inodeUsed(), Errno.EINVAL);
    Grants grants = transition.records().grants(session.session());
    Refusal.when(!grants.mayUseInode(inode.value()), Errno.EINVAL);
    transition.setSession(session.usedInode(inode.value()));
  }

  private static void checkCount(int count) {
    Refusal.when(count < 1 || count > Mutation.GRANT_MAX, Errno.EINVAL);
  }

  private static void store(Transition transition, Grants grants) {
    Refusal.when(
        grants.inodes().size() > Limits.GRANTS_MAX || grants.blocks().size() > Limits.GRANTS_MAX,
        Errno.ENOSPC);
    byte[] key = Keys.session(Keys.SESSION_GRANTS_TAG, transition.session().session());
    transition.transaction().put(Table.SESSION, key, grants.encode());
  }
}
