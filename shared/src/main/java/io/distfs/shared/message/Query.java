package io.distfs.shared.message;

import io.distfs.shared.fs.ByteRange;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import java.util.List;

/**
 * A question to the namespace, answered by the leader under one read barrier with an {@link Answer}
 * or an errno. Immutable.
 */
public sealed interface Query {
  /** Greatest number of names in a path chain. */
  int CHAIN_MAX = 64;

  /** Greatest number of entries in one page of a directory. */
  int PAGE_MAX = 1024;

  /**
   * Walks names from a directory and reports each step; symlinks are not followed. Answer {@link
   * Answer.Chain}.
   *
   * @param names 1..{@link #CHAIN_MAX}
   * @param pageEntries also report up to this many entries, with attributes, of the directory that
   *     holds the last name, in name order from that name on and then from the first one; 0 for
   *     none, at most {@link #PAGE_MAX}
   */
  record Lookup(InodeId base, List<FileName> names, int pageEntries) implements Query {
    public Lookup {
      names = List.copyOf(names);
    }
  }

  /** stat: answer {@link Answer.Node}; ESTALE if the inode does not exist. */
  record GetAttributes(InodeId inode) implements Query {}

  /**
   * Entries of a directory behind a cookie, in cookie order. Answer {@link Answer.Listing}.
   *
   * @param cookie 0 from the start
   * @param withAttributes whether each entry shall carry its attributes
   */
  record ReadDirectory(InodeId directory, long cookie, int entriesMax, boolean withAttributes)
      implements Query {}

  /** readlink: answer {@link Answer.Bytes}; EINVAL if not a symlink. */
  record ReadLink(InodeId inode) implements Query {}

  /** getxattr: answer {@link Answer.Bytes}; ENODATA. */
  record GetXattr(InodeId inode, ByteString name) implements Query {}

  /** listxattr: answer {@link Answer.Names}. */
  record ListXattrs(InodeId inode) implements Query {}

  /** Where a range of a regular file lies: answer {@link Answer.Map}. */
  record GetFileMap(InodeId inode, long offset, long length) implements Query {}

  /**
   * Whether data may be written there: what of these ranges has no space yet, neither data nor a
   * reservation, and how much space is left for such. Answer {@link Answer.Room}; ENOSPC if there
   * is room for these, but what is overwritten has to wait until the servers have deleted other
   * data: reserved space is not lent to it.
   *
   * @param ranges 1..{@link Mutation#SEGMENTS_MAX}
   */
  record RoomFor(InodeId inode, List<ByteRange> ranges) implements Query {
    public RoomFor {
      ranges = List.copyOf(ranges);
    }
  }

  /** statfs: answer {@link Answer.Statistics}. */
  record StatFilesystem() implements Query {}

  /** Orphans with a sequence above this one, at most so many: answer {@link Answer.Orphans}. */
  record OrphansAfter(long orphanSequence, int countMax) implements Query {}

  /** The path of an inode by one of its names, for people: answer {@link Answer.Bytes}. */
  record GetPath(InodeId inode) implements Query {}

  /**
   * fcntl(2) F_GETLK: the lock with the lowest start that would keep this session from having this
   * lock. Answer {@link Answer.Lock}.
   */
  record FindLock(SessionId session, InodeId inode, FileLock lock) implements Query {}
}
