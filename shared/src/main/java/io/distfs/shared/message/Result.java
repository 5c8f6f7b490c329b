package io.distfs.shared.message;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import org.jspecify.annotations.Nullable;

/** What a mutation that was carried out gives back. Immutable. */
public sealed interface Result {
  /** Nothing. */
  record None() implements Result {}

  /**
   * A node, made or found, and its parent directory after the change.
   *
   * @param inherits whether a node just made has extended attributes all the same: access lists
   */
  record Node(Attributes attributes, Attributes parent, boolean created, boolean inherits)
      implements Result {
    /** One that inherits nothing. */
    public Node(Attributes attributes, Attributes parent, boolean created) {
      this(attributes, parent, created, false);
    }
  }

  /**
   * A name is gone.
   *
   * @param removed the inode it named, after the change; nlink 0 means it is an orphan now
   * @param orphanSequence its number in the order of orphans, 0 if links remain
   */
  record Removed(Attributes removed, Attributes parent, long orphanSequence) implements Result {}

  /**
   * A rename is done.
   *
   * @param moved the inode that has the new name
   * @param replaced what had the new name before, or with EXCHANGE the other one; null if nothing
   */
  record Renamed(Attributes moved, @Nullable Attributes replaced, long orphanSequence)
      implements Result {}

  /** An inode's attributes after the change. */
  record Changed(Attributes attributes) implements Result {}

  /**
   * Data was put behind the end of a file.
   *
   * @param offset where its first byte lies in the file
   */
  record Appended(Attributes attributes, long offset) implements Result {}

  /** A change that may take several commands has come so far. */
  record Advanced(Attributes attributes, long done) implements Result {}

  /** The session's id. */
  record SessionOpened(SessionId session) implements Result {}

  /** Ids {@code first} to {@code first + count - 1}. */
  record Granted(long first, int count) implements Result {}

  /** How many orphans are gone, and whether more could go at once. */
  record Collected(int inodes, boolean more) implements Result {}

  /** Refusal (EAGAIN): earlier commands of the session are missing; send from {@code expected}. */
  record OutOfOrder(long expected) implements Result {}

  /** Refusal (ESTALE): the session is not known, or has expired. */
  record SessionGone(SessionId session) implements Result {}

  /** Refusal (EAGAIN): this lock is in the way. */
  record LockDenied(HeldLock holder) implements Result {}

  /** An inode the result speaks of, for logs; null if none. */
  default @Nullable InodeId subject() {
    return switch (this) {
      case Node node -> node.attributes().inode();
      case Removed removed -> removed.removed().inode();
      case Renamed renamed -> renamed.moved().inode();
      case Changed changed -> changed.attributes().inode();
      case Appended appended -> appended.attributes().inode();
      case Advanced advanced -> advanced.attributes().inode();
      case None _, SessionOpened _, Granted _, Collected _, OutOfOrder _, SessionGone _ -> null;
      case LockDenied _ -> null;
    };
  }
}
