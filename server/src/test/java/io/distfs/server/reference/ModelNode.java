package io.distfs.server.reference;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An inode of the reference model: every byte of a file is a cell of its own. */
final class ModelNode {
  /** A byte that is a hole. */
  static final long HOLE = 0;

  static final long INLINE = 1L << 62;
  private static final int BLOCK_SHIFT = 24;

  final InodeId id;
  final FileType type;
  int permissions;
  int uid;
  int gid;
  int nlink;
  long rdev;
  long version;
  long contentVersion;
  Timestamp atime;
  Timestamp mtime;
  Timestamp ctime;
  final Timestamp btime;
  final Map<FileName, Child> children = new TreeMap<>();
  final Map<ByteString, ByteString> xattrs = new HashMap<>();
  long nextCookie = 16;
  @Nullable ModelNode parent;
  ByteString target = ByteString.EMPTY;
  long[] cells = {};
  long orphanNumber;

  /** The session that made it without a name. */
  @Nullable SessionId maker;

  /** Whether its maker may give it a name. */
  boolean linkable;

  /** Holes whose space is reserved, behind the end too. */
  final BitSet reserved = new BitSet();

  ModelNode(InodeId id, FileType type, Timestamp now) {
    this.id = id;
    this.type = type;
    this.atime = now;
    this.mtime = now;
    this.ctime = now;
    this.btime = now;
  }

  /** A name in a directory. */
  record Child(ModelNode node, long cookie) {}

  /** A byte that lies in a block. */
  static long blockCell(long block, int offset) {
    return (block + 1) << BLOCK_SHIFT | offset;
  }

  /** A byte that lies inline. */
  static long inlineCell(byte value) {
    return INLINE | (value & 0xFF);
  }

  /** The block of a cell, -1 if it is none. */
  static long blockOf(long cell) {
    return cell == HOLE || (cell & INLINE) != 0 ? -1 : (cell >> BLOCK_SHIFT) - 1;
  }

  boolean isDirectory() {
    return type == FileType.DIRECTORY;
  }

  void resize(int size) {
    cells = Arrays.copyOf(cells, size);
  }

  long inlineBytes() {
    return Arrays.stream(cells).filter(cell -> (cell & INLINE) != 0).count();
  }

  Attributes attributes() {
    long size =
        switch (type) {
          case DIRECTORY -> 4096;
          case SYMLINK -> target.length();
          default -> cells.length;
        };
    long allocated =
        Arrays.stream(cells).filter(cell -> cell != HOLE).count() + reserved.cardinality();
    return new Attributes(
        id,
        type.modeBits() | permissions,
        nlink,
        uid,
        gid,
        rdev,
        size,
        new Attributes.Content(allocated, (int) inlineBytes(), contentVersion),
        new Attributes.Times(atime, mtime, ctime, btime),
        version,
        xattrs.isEmpty());
  }
}
