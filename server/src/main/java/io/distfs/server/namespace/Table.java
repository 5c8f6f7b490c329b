package io.distfs.server.namespace;

/**
 * The tables of the replicated state. Key and value layouts stand in docs/METADATA.md and in the
 * codec of each; the number is part of the format and never given to another table.
 */
public enum Table {
  /** Counters, cluster map, applied index, format version. */
  META(0),
  /** inode → attributes. */
  INODE(1),
  /** (directory, name) → inode, type, cookie. */
  DENTRY(2),
  /** (directory, cookie) → name. */
  COOKIE(3),
  /** (inode, last byte) → extent in a block. */
  EXTENT(4),
  /** (inode, last byte) → inline data. */
  INLINE(5),
  /** (inode, name) → value. */
  XATTR(6),
  /** block → servers, length, checksum, reference count. */
  BLOCK(7),
  /** (kind, session) → state, identity, grants, orphans held. */
  SESSION(8),
  /** (session, sequence) → outcome. */
  OUTCOME(9),
  /** orphan sequence → inode. */
  ORPHAN(10),
  /** (server, sequence) → block to delete there. */
  RECLAIM(11),
  /** (inode, last byte) → length of a range whose space is reserved. */
  RESERVED(14),
  /** (inode, kind, session, owner, first byte) → a granted lock. */
  LOCK(16),
  /** (session), (session, inode) → how many locks. */
  LOCK_COUNT(17);

  private final int number;

  Table(int number) {
    this.number = number;
  }

  /** The number in formats. */
  public int number() {
    return number;
  }
}
