package io.distfs.shared.message;

import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.id.SessionId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of the replicated state: what a session asks for, or what the leader decides. The state
 * machine alone judges it; the answer is an {@link Outcome}. Immutable.
 */
public sealed interface Mutation {

  /** Greatest number of segments in one write. */
  int SEGMENTS_MAX = 1024;

  /** Greatest number of ids in one grant. */
  int GRANT_MAX = 65_536;

  /** Greatest number of inodes in one report of what a session holds open. */
  int HELD_MAX = 65_536;

  /** Greatest number of inodes in one command that notes when they were read. */
  int READS_MAX = 1024;

  /**
   * Makes a node of any type: open(O_CREAT), mknod, mkdir, symlink.
   *
   * <p>Outcome {@link Result.Node}. EEXIST if the name exists, unless {@code exclusive} is false
   * and it names a regular file: then that file's attributes with {@code created} false.
   *
   * @param inode id out of a grant of the session, above every one it used before
   * @param mode type and permission bits
   * @param target of a symlink (1..4095 bytes), else empty
   * @param umask of the caller, 0..0777, which a default access list of the parent replaces; 0 if
   *     it is already applied
   */
  record MakeNode(
      InodeId parent,
      FileName name,
      InodeId inode,
      int mode,
      long rdev,
      ByteString target,
      Credentials credentials,
      boolean exclusive,
      int umask)
      implements Mutation {
    /** The umask already applied. */
    public MakeNode(
        InodeId parent,
        FileName name,
        InodeId inode,
        int mode,
        long rdev,
        ByteString target,
        Credentials credentials,
        boolean exclusive) {
      this(parent, name, inode, mode, rdev, target, credentials, exclusive, 0);
    }
  }

  /** unlink(2): outcome {@link Result.Removed}; EISDIR for a directory. */
  record Unlink(InodeId parent, FileName name, Credentials credentials) implements Mutation {}

  /** rmdir(2): outcome {@link Result.Removed}; ENOTDIR, ENOTEMPTY. */
  record RemoveDirectory(InodeId parent, FileName name, Credentials credentials)
      implements Mutation {}

  /**
   * rename(2): outcome {@link Result.Renamed}.
   *
   * @param flags RENAME_NOREPLACE (1) and RENAME_EXCHANGE (2) of renameat2(2); others are EINVAL
   */
  record Rename(
      InodeId parent,
      FileName name,
      InodeId newParent,
      FileName newName,
      int flags,
      Credentials credentials)
      implements Mutation {
    /** RENAME_NOREPLACE of linux/fs.h. */
    public static final int NO_REPLACE = 1;

    /** RENAME_EXCHANGE of linux/fs.h. */
    public static final int EXCHANGE = 2;

    /** RENAME_WHITEOUT of linux/fs.h: asked for by {@link RenameWithWhiteout}. */
    public static final int WHITEOUT = 4;
  }

  /**
   * rename(2) that leaves a whiteout where the source was: a character device 0:0, which overlayfs
   * takes for a removed name (RENAME_WHITEOUT of renameat2(2)). Outcome {@link Result.Renamed}.
   *
   * @param whiteout id for it out of a grant of the session, above every one it used before
   * @param flags RENAME_NOREPLACE (1) or 0; others are EINVAL
   */
  record RenameWithWhiteout(
      InodeId parent,
      FileName name,
      InodeId newParent,
      FileName newName,
      InodeId whiteout,
      int flags,
      Credentials credentials)
      implements Mutation {}

  /**
   * open(2) with O_TMPFILE: makes a regular file without a name, an orphan from birth that only the
   * session that made it holds. Outcome {@link Result.Node}, the directory as it was.
   *
   * @param directory whose group and default access list it inherits
   * @param inode id out of a grant of the session, above every one it used before
   * @param mode permission bits, the umask not applied
   * @param umask of the caller, 0..0777; not applied where a default access list is
   * @param linkable whether {@link Link} may give it a name once: without O_EXCL
   */
  record MakeUnnamed(
      InodeId directory,
      InodeId inode,
      int mode,
      int umask,
      Credentials credentials,
      boolean linkable)
      implements Mutation {}

  /**
   * link(2): outcome {@link Result.Node} of the linked inode; EPERM for a directory, EMLINK, ENOENT
   * for one without a name unless it is the session's own {@link MakeUnnamed} that never had one.
   */
  record Link(InodeId inode, InodeId newParent, FileName newName, Credentials credentials)
      implements Mutation {}

  /** chmod, chown, truncate, utimensat: outcome {@link Result.Changed}. */
  record SetAttributes(InodeId inode, AttributeChange change, Credentials credentials)
      implements Mutation {}

  /**
   * Somebody without CAP_FSETID is about to change the content of a regular file: its set-user-id
   * bit goes, its set-group-id bit if the group may execute it or the writer is not in the group,
   * and {@code security.capability}. Where there is none of them nothing changes. Outcome {@link
   * Result.Changed}.
   *
   * @param writer null in logs from before it was told: taken for a member of the group
   */
  record DropPrivileges(InodeId inode, @Nullable Credentials writer) implements Mutation {}

  /**
   * Says when inodes were read: moves each time of access forward, never back. ctime and the
   * version stay, and whose the inode is does not matter; one that is gone is passed over. Outcome
   * {@link Result.None}.
   *
   * @param reads at most {@link #READS_MAX}
   */
  record NoteReads(List<Read> reads) implements Mutation {
    public NoteReads {
      reads = List.copyOf(reads);
    }

    /** When an inode was read, by the client's clock. */
    public record Read(InodeId inode, Timestamp atime) {}
  }

  /**
   * setxattr(2): outcome {@link Result.None}.
   *
   * @param name 1..255 bytes, with its namespace prefix
   * @param value 0..65,536 bytes
   * @param flags XATTR_CREATE (1), XATTR_REPLACE (2) or 0
   */
  record SetXattr(
      InodeId inode, ByteString name, ByteString value, int flags, Credentials credentials)
      implements Mutation {}

  /** removexattr(2): outcome {@link Result.None}; ENODATA. */
  record RemoveXattr(InodeId inode, ByteString name, Credentials credentials) implements Mutation {}

  /**
   * Puts data into a regular file, replacing what lay in these ranges; the size grows to the last
   * byte. Outcome {@link Result.Changed}; E2BIG if the file (or the filesystem) would hold more
   * inline data than its limit: the client then writes blocks.
   *
   * <p>The commit rule: every server a block lists has forced it before this command is sent.
   *
   * @param segments in order of offset, disjoint, 1..{@link #SEGMENTS_MAX}
   * @param blocks the new blocks that segments name, each once; ids out of the session's open
   *     grants. A block already in the table is not listed again.
   * @param mtime time of the last write(2) in it, by the client's clock
   */
  record WriteData(InodeId inode, List<Segment> segments, List<BlockInfo> blocks, Timestamp mtime)
      implements Mutation {
    public WriteData {
      segments = List.copyOf(segments);
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Puts data behind the end of a regular file: write(2) with O_APPEND. Where it lands is decided
   * when the command is applied; all of it lies there in one piece, whoever else appends. Outcome
   * {@link Result.Appended}; E2BIG as {@link WriteData}, EFBIG beyond the greatest size.
   *
   * <p>The commit rule: every server a block lists has forced it before this command is sent.
   *
   * @param segments as of {@link WriteData}, without holes; offsets count from where the data lands
   * @param blocks as of {@link WriteData}
   * @param mtime time of the last write(2) in it, by the client's clock
   */
  record AppendData(InodeId inode, List<Segment> segments, List<BlockInfo> blocks, Timestamp mtime)
      implements Mutation {
    public AppendData {
      segments = List.copyOf(segments);
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Moves data that is already in the file elsewhere (inline to block, many extents to one) without
   * changing its content, size or times. Outcome {@link Result.Changed}; EAGAIN if the content's
   * version is not the expected one any more.
   */
  record RelocateData(
      InodeId inode, long expectedVersion, List<Segment> segments, List<BlockInfo> blocks)
      implements Mutation {
    public RelocateData {
      segments = List.copyOf(segments);
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Copies a range of a file into another, or elsewhere into the same one, without moving a byte:
   * blocks are shared, inline data is copied, holes stay holes. Outcome {@link Result.Advanced} of
   * the target, with the number of bytes done: fewer than asked for where the source ends, or where
   * the work of one command does. E2BIG if what is next is inline data the target has no room for:
   * the client copies that itself. EINVAL if the ranges overlap.
   *
   * @param length at least 1
   * @param mtime of the target, by the client's clock
   */
  record CloneRange(
      InodeId source,
      long sourceOffset,
      InodeId target,
      long targetOffset,
      long length,
      Timestamp mtime)
      implements Mutation {}

  /**
   * fallocate(2): reserves space for the holes of a range, makes a range zeros that keep their
   * space, or makes it a hole and gives its space back. Outcome {@link Result.Advanced} with the
   * number of bytes done: one command does a bounded number of segments. ENOSPC if what is reserved
   * would be more than there is.
   *
   * @param mode bits of linux/falloc.h: 0, {@link #KEEP_SIZE}, both with {@link #ZERO_RANGE}; or
   *     {@link #PUNCH_HOLE} with {@link #KEEP_SIZE}; others are EINVAL
   * @param spareBytes free space the leader knows of, reserved or not: it fills this in
   * @param mtime by the client's clock
   */
  record Allocate(
      InodeId inode, int mode, long offset, long length, long spareBytes, Timestamp mtime)
      implements Mutation {
    /** FALLOC_FL_KEEP_SIZE. */
    public static final int KEEP_SIZE = 1;

    /** FALLOC_FL_PUNCH_HOLE. */
    public static final int PUNCH_HOLE = 2;

    /** FALLOC_FL_ZERO_RANGE. */
    public static final int ZERO_RANGE = 16;

    /** The same, with what the leader knows. */
    public Allocate withSpare(long bytes) {
      return new Allocate(inode, mode, offset, length, bytes, mtime);
    }
  }

  /** Makes a range a hole, the size unchanged: FALLOC_FL_PUNCH_HOLE. Outcome Changed. */
  record PunchHole(InodeId inode, long offset, long length, Timestamp mtime) implements Mutation {}

  /**
   * Opens a session; the only command without one. Outcome {@link Result.SessionOpened}; the same
   * nonce again gives the same session.
   *
   * @param client who it is, for people: host and mount point
   */
  record OpenSession(UUID nonce, ByteString client) implements Mutation {}

  /** Ends the session that sends it: its grants close, what it held open is let go. None. */
  record CloseSession() implements Mutation {}

  /** Grants a range of inode ids to the session: outcome {@link Result.Granted}. */
  record GrantInodes(int count) implements Mutation {}

  /**
   * Grants a range of block ids to the session and closes its grants that lie wholly below {@code
   * closeBelow}: from then on no command may name their unused ids. Outcome {@link Result.Granted}.
   */
  record GrantBlocks(int count, long closeBelow) implements Mutation {}

  /**
   * Says which of the orphans numbered up to {@code orphanSequence} the session holds open; all
   * others up to there it never opens again. Outcome None.
   */
  record ReportHeld(long orphanSequence, List<InodeId> held) implements Mutation {
    public ReportHeld {
      held = List.copyOf(held);
    }
  }

  /** The leader gives a session up: as {@link CloseSession}, by {@link SessionId#SYSTEM}. */
  record ExpireSession(SessionId expired) implements Mutation {}

  /**
   * Frees orphans no session holds, at most so many segments' worth; by the leader. Outcome {@link
   * Result.Collected}.
   */
  record CollectOrphans(int segmentsMax) implements Mutation {}

  /**
   * A server says that it has deleted all its blocks queued for deletion up to this sequence; by
   * the leader on its behalf. Outcome None.
   */
  record ReclaimDone(ServerId server, long upTo) implements Mutation {}

  /**
   * flock(2), fcntl(2) F_SETLK: grants, changes or gives up a lock of the session. Outcome {@link
   * Result.None}; EAGAIN with {@link Result.LockDenied} if another's is in the way: then a record
   * lock is as it was, and a whole-file lock to be converted is lost, as on Linux. ENOLCK past a
   * limit.
   */
  record SetLock(InodeId inode, FileLock lock) implements Mutation {}

  /** close(2): all record locks of an owner of the session on an inode are given up. None. */
  record UnlockOwner(InodeId inode, long owner) implements Mutation {}
}
