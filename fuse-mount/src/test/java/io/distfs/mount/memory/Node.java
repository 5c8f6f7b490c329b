package io.distfs.mount.memory;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** An inode of {@link MemoryVfs}, which guards it. */
final class Node {
  static final long FIRST_COOKIE = 16;

  final InodeId id;
  final Map<FileName, Entry> entries = new HashMap<>();
  final NavigableMap<Long, Listed> order = new TreeMap<>();
  final Map<ByteString, ByteString> xattrs = new HashMap<>();
  InodeId parent;
  long lastCookie = FIRST_COOKIE - 1;
  int mode;
  int uid;
  int gid;
  int nlink = 1;
  long rdev;
  byte[] data = {};
  int size;
  long version;
  Timestamp atime;
  Timestamp mtime;
  Timestamp ctime;

  /** An entry as a listing gives it. */
  record Listed(FileName name, Node node) {}

  /** A name of a directory. */
  record Entry(Node node, long cookie) {}

  Node(InodeId id, InodeId parent, int mode, Timestamp now) {
    this.id = id;
    this.parent = parent;
    this.mode = mode;
    this.atime = now;
    this.mtime = now;
    this.ctime = now;
  }

  boolean isDirectory() {
    return (mode & FileType.MASK) == FileType.DIRECTORY.modeBits();
  }

  void put(FileName name, Node node) {
    long cookie = ++lastCookie;
    entries.put(name, new Entry(node, cookie));
    order.put(cookie, new Listed(name, node));
  }

  void drop(FileName name) {
    Entry entry = entries.remove(name);
    if (entry != null) {
      order.remove(entry.cookie());
    }
  }

  void resize(int newSize) {
    if (newSize > data.length) {
      data = Arrays.copyOf(data, Math.max(newSize, data.length * 2));
    }
    if (newSize < size) {
      Arrays.fill(data, newSize, size, (byte) 0);
    }
    size = newSize;
    version++;
  }

  Attributes attributes() {
    return new Attributes(
        id,
        mode,
        nlink,
        uid,
        gid,
        rdev,
        size,
        new Attributes.Content(size, 0, version),
        new Attributes.Times(atime, mtime, ctime, ctime),
        version);
  }
}
