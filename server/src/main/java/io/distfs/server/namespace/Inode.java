package io.distfs.server.namespace;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;

/**
 * The working form of an inode while one command changes it: all of its stored fields, mutable.
 * Confined to one command; {@link #attributes} gives the immutable view.
 */
final class Inode {
  final InodeId id;
  int mode;
  int nlink;
  int uid;
  int gid;
  long rdev;
  long size;

  long allocatedBytes;
  int inlineBytes;
  long contentVersion;

  Timestamp atime = Timestamp.EPOCH;
  Timestamp mtime = Timestamp.EPOCH;
  Timestamp ctime = Timestamp.EPOCH;
  Timestamp btime = Timestamp.EPOCH;
  long version;

  /**
   * Directory of one of its names: for a directory always the one above (".."); for others a hint,
   * gone (0) when that name was removed and others remain.
   */
  long parent;

  /** Cookie of that name in {@link #parent}. */
  long parentCookie;

  /** Number in the order of orphans, 0 while a link exists. */
  long orphanSequence;

  /** Bytes of names and values of its extended attributes. */
  int xattrBytes;

  /** Bytes of their names, each with a NUL. */
  int xattrListBytes;

  /** Of a directory: the cookie its next entry gets. */
  long nextCookie;

  /** Of a directory: how many entries it has. */
  long entries;

  /** Of a symlink. */
  ByteString target = ByteString.EMPTY;

  /** Whether this command changed it; kept by {@link Transition}. */
  boolean dirty;

  Inode(InodeId id) {
    this.id = id;
  }

  FileType type() {
    return FileType.ofMode(mode);
  }

  boolean isDirectory() {
    return (mode & FileType.MASK) == FileType.DIRECTORY.modeBits();
  }

  boolean isRegular() {
    return (mode & FileType.MASK) == FileType.REGULAR.modeBits();
  }

  boolean isSymlink() {
    return (mode & FileType.MASK) == FileType.SYMLINK.modeBits();
  }

  Attributes attributes() {
    Attributes.Content content =
        contentVersion == 0
            ? Attributes.Content.NONE
            : new Attributes.Content(allocatedBytes, inlineBytes, contentVersion);
    Attributes.Times times = new Attributes.Times(atime, mtime, ctime, btime);
    boolean bare = xattrBytes == 0;
    return new Attributes(id, mode, nlink, uid, gid, rdev, size, content, times, version, bare);
  }
}
