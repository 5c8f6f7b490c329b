package io.distfs.mount.memory;

import io.distfs.client.call.BeforeWait;
import io.distfs.client.vfs.Vfs;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.AttributeChange.TimeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A filesystem on the heap. Thread-safe: every call holds the object's monitor. */
public final class MemoryVfs implements Vfs {
  private static final int O_TRUNC = 01000;
  private static final int O_EXCL = 0200;
  private static final int PUNCH_HOLE_KEEP_SIZE = 3;
  private static final int XATTR_CREATE = 1;
  private static final int XATTR_REPLACE = 2;

  private final Map<InodeId, Node> nodes = new HashMap<>();
  private final Map<InodeId, Integer> opens = new HashMap<>();
  private long lastInode = 1;
  private int greatestTransfer;
  private int writeCount;
  private volatile CountDownLatch stall = new CountDownLatch(0);

  /** An open file. */
  private final MemoryLocks locks = new MemoryLocks();

  private record Opened(InodeId inode, int openFlags) implements OpenFile {}

  /** An open directory. */
  private record OpenedDirectory(InodeId inode) implements OpenDirectory {}

  /** Only a root directory. */
  public MemoryVfs() {
    Node root = new Node(InodeId.ROOT, InodeId.ROOT, FileType.DIRECTORY.modeBits() | 0755, now());
    root.nlink = 2;
    nodes.put(root.id, root);
  }

  /** Bytes of the greatest read so far. */
  public synchronized int greatestTransfer() {
    return greatestTransfer;
  }

  /** How many times something was written. */
  public synchronized int writeCount() {
    return writeCount;
  }

  /** How many files are open. */
  public synchronized int openCount() {
    return opens.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many inodes exist. */
  public synchronized int inodeCount() {
    return nodes.size();
  }

  @Override
  public synchronized Attributes lookup(InodeId parent, FileName name) {
    return entry(directory(parent), name).attributes();
  }

  @Override
  public synchronized Attributes lookupPath(InodeId base, List<FileName> names) {
    Node node = node(base);
    for (FileName name : names) {
      node = entry(directory(node.id), name);
    }
    return node.attributes();
  }

  @Override
  public synchronized Attributes parentOf(InodeId directory) {
    return node(directory(directory).parent).attributes();
  }

  @Override
  public synchronized Attributes getAttributes(InodeId inode) {
    return node(inode).attributes();
  }

  @Override
  public synchronized Attributes setAttributes(
      InodeId inode, AttributeChange change, Credentials credentials) {
    Node node = node(inode);
    if (change.mode() != null) {
      node.mode = (node.mode & FileType.MASK) | change.mode();
    }
    if (change.uid() != null) {
      node.uid = change.uid();
    }
    if (change.gid() != null) {
      node.gid = change.gid();
    }
    if (change.size() != null) {
      node.resize(Math.toIntExact(change.size()));
      node.mtime = now();
    }
    node.atime = time(change.atime(), node.atime);
    node.mtime = time(change.mtime(), node.mtime);
    node.ctime = now();
    return node.attributes();
  }

  @Override
  public synchronized ByteString readLink(InodeId inode) {
    Node node = node(inode);
    return ByteString.copyOf(ByteBuffer.wrap(node.data, 0, node.size));
  }

  @Override
  public synchronized Attributes makeNode(
      InodeId parent, FileName name, NewMode mode, long rdev, Credentials credentials) {
    Node node = make(parent, name, mode.masked(), credentials);
    node.rdev = rdev;
    return node.attributes();
  }

  @Override
  public synchronized Attributes makeSymlink(
      InodeId parent, FileName name, ByteString target, Credentials credentials) {
    Node node = make(parent, name, FileType.SYMLINK.modeBits() | 0777, credentials);
    node.data = target.toByteArray();
    node.size = node.data.length;
    return node.attributes();
  }

  @Override
  public synchronized void unlink(InodeId parent, FileName name, Credentials credentials) {
    Node directory = directory(parent);
    Node node = entry(directory, name);
    if (node.isDirectory()) {
      throw new FsException(Errno.EISDIR, "unlink of a directory");
    }
    directory.drop(name);
    touch(directory);
    drop(node);
  }

  @Override
  public synchronized void removeDirectory(InodeId parent, FileName name, Credentials credentials) {
    Node directory = directory(parent);
    Node node = directory(entry(directory, name).id);
    if (!node.entries.isEmpty()) {
      throw new FsException(Errno.ENOTEMPTY, "not empty");
    }
    directory.drop(name);
    directory.nlink--;
    touch(directory);
    node.nlink = 0;
    drop(node);
  }

  @Override
  public synchronized void rename(
      InodeId parent,
      FileName name,
      InodeId newParent,
      FileName newName,
      int flags,
      Credentials credentials) {
    Node from = directory(parent);
    Node to = directory(newParent);
    Node node = entry(from, name);
    Node.Entry replaced = to.entries.get(newName);
    if (replaced != null && replaced.node() == node) {
      return;
    }
    if (replaced != null && replaced.node().isDirectory()) {
      removeDirectory(newParent, newName, credentials);
    } else if (replaced != null) {
      unlink(newParent, newName, credentials);
    }
    from.drop(name);
    to.put(newName, node);
    if (node.isDirectory()) {
      from.nlink--;
      to.nlink++;
      node.parent = to.id;
    }
    touch(from);
    touch(to);
  }

  @Override
  public synchronized Attributes link(
      InodeId inode, InodeId newParent, FileName newName, Credentials credentials) {
    Node node = node(inode);
    refuseExisting(directory(newParent), newName);
    directory(newParent).put(newName, node);
    touch(directory(newParent));
    node.nlink++;
    node.ctime = now();
    return node.attributes();
  }

  @Override
  public synchronized OpenFile create(
      InodeId parent, FileName name, NewMode mode, int openFlags, Credentials credentials) {
    Node.Entry existing = directory(parent).entries.get(name);
    if (existing != null && (openFlags & O_EXCL) == 0) {
      return open(existing.node().id, openFlags, credentials);
    }
    Node node = make(parent, name, mode.masked(), credentials);
    return open(node.id, openFlags & ~O_TRUNC, credentials);
  }

  @Override
  public synchronized OpenFile open(InodeId inode, int openFlags, Credentials credentials) {
    Node node = node(inode);
    if ((openFlags & O_TRUNC) != 0) {
      node.resize(0);
      node.mtime = now();
      node.ctime = node.mtime;
    }
    opens.merge(inode, 1, Integer::sum);
    return new Opened(inode, openFlags);
  }

  /** From now on reads and statfs wait for the latch, as for servers that do not answer. */
  public void stall(CountDownLatch until) {
    stall = until;
  }

  private void awaitStall() {
    try {
      BeforeWait.waiting();
      stall.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FsException(Errno.EINTR, "interrupted", e);
    }
  }

  @Override
  public int read(OpenFile file, long offset, ByteBuffer destination) {
    awaitStall();
    return readNow(file, offset, destination);
  }

  private synchronized int readNow(OpenFile file, long offset, ByteBuffer destination) {
    greatestTransfer = Math.max(greatestTransfer, destination.remaining());
    Node node = node(file.inode());
    int count = Math.clamp(node.size - offset, 0, destination.remaining());
    destination.put(node.data, (int) Math.min(offset, node.size), count);
    return count;
  }

  @Override
  public synchronized int write(OpenFile file, long offset, ByteBuffer source) {
    Node node = node(file.inode());
    int at = offset == AT_END ? node.size : Math.toIntExact(offset);
    int count = source.remaining();
    writeCount++;
    node.resize(Math.max(node.size, at + count));
    source.get(node.data, at, count);
    node.mtime = now();
    node.ctime = node.mtime;
    return count;
  }

  @Override
  public synchronized void allocate(OpenFile file, int mode, long offset, long length) {
    if (mode != PUNCH_HOLE_KEEP_SIZE) {
      throw new FsException(Errno.EOPNOTSUPP, "fallocate mode " + mode);
    }
    Node node = node(file.inode());
    int from = (int) Math.min(offset, node.size);
    int to = (int) Math.min(offset + length, node.size);
    java.util.Arrays.fill(node.data, from, to, (byte) 0);
    node.version++;
  }

  @Override
  public void lock(OpenFile file, FileLock lock, boolean wait) {
    locks.lock(file.inode(), lock, wait);
  }

  @Override
  public void flush(OpenFile file) {}

  @Override
  public void sync(OpenFile file, boolean dataOnly) {}

  @Override
  public synchronized void release(OpenFile file) {
    opens.computeIfPresent(file.inode(), (inode, count) -> count == 1 ? null : count - 1);
    Node node = node(file.inode());
    if (!opens.containsKey(node.id)) {
      locks.forget(node.id);
    }
    if (node.nlink == 0 && !opens.containsKey(node.id)) {
      nodes.remove(node.id);
    }
  }

  @Override
  public synchronized OpenDirectory openDirectory(InodeId inode) {
    return new OpenedDirectory(directory(inode).id);
  }

  @Override
  public synchronized void readDirectory(OpenDirectory directory, long cookie, EntrySink sink) {
    Node node = directory(directory.inode());
    if (cookie < 1 && !sink.accept(new byte[] {'.'}, 1, node.attributes())) {
      return;
    }
    byte[] dots = {'.', '.'};
    if (cookie < 2 && !sink.accept(dots, 2, node(node.parent).attributes())) {
      return;
    }
    for (Map.Entry<Long, Node.Listed> entry : node.order.tailMap(cookie, false).entrySet()) {
      Node.Listed listed = entry.getValue();
      if (!sink.accept(listed.name().bytes(), entry.getKey(), listed.node().attributes())) {
        return;
      }
    }
  }

  @Override
  public void syncDirectory(InodeId inode) {}

  @Override
  public void releaseDirectory(OpenDirectory directory) {}

  @Override
  public synchronized ByteString getXattr(InodeId inode, ByteString name) {
    ByteString value = node(inode).xattrs.get(name);
    if (value == null) {
      throw new FsException(Errno.ENODATA, "no such xattr");
    }
    return value;
  }

  @Override
  public synchronized List<ByteString> listXattrs(InodeId inode) {
    return List.copyOf(node(inode).xattrs.keySet());
  }

  @Override
  public synchronized void setXattr(
      InodeId inode, ByteString name, ByteString value, int flags, Credentials credentials) {
    Map<ByteString, ByteString> xattrs = node(inode).xattrs;
    if (flags == XATTR_CREATE && xattrs.containsKey(name)) {
      throw new FsException(Errno.EEXIST, "xattr exists");
    }
    if (flags == XATTR_REPLACE && !xattrs.containsKey(name)) {
      throw new FsException(Errno.ENODATA, "no such xattr");
    }
    xattrs.put(name, value);
  }

  @Override
  public synchronized void removeXattr(InodeId inode, ByteString name, Credentials credentials) {
    if (node(inode).xattrs.remove(name) == null) {
      throw new FsException(Errno.ENODATA, "no such xattr");
    }
  }

  @Override
  public FilesystemStatistics statistics() {
    awaitStall();
    return new FilesystemStatistics(1L << 40, 1L << 39, inodeCount(), 1L << 32);
  }

  @Override
  public void close(Duration within) {}

  @Override
  public List<String> unsavedFiles() {
    return List.of();
  }

  @Override
  public void close() {}

  private Node make(InodeId parent, FileName name, int mode, Credentials credentials) {
    Node directory = directory(parent);
    refuseExisting(directory, name);
    Node node = new Node(new InodeId(++lastInode), directory.id, mode, now());
    node.uid = credentials.uid();
    node.gid = credentials.gid();
    if (node.isDirectory()) {
      node.nlink = 2;
      directory.nlink++;
    }
    nodes.put(node.id, node);
    directory.put(name, node);
    touch(directory);
    return node;
  }

  private void drop(Node node) {
    node.nlink = Math.max(0, node.nlink - 1);
    node.ctime = now();
    if (node.nlink == 0 && !opens.containsKey(node.id)) {
      nodes.remove(node.id);
    }
  }

  private Node node(InodeId inode) {
    Node node = nodes.get(inode);
    if (node == null) {
      throw new FsException(Errno.ESTALE, "no inode " + inode);
    }
    return node;
  }

  private Node directory(InodeId inode) {
    Node node = node(inode);
    if (!node.isDirectory()) {
      throw new FsException(Errno.ENOTDIR, "not a directory: " + inode);
    }
    return node;
  }

  private static Node entry(Node directory, FileName name) {
    Node.Entry entry = directory.entries.get(name);
    if (entry == null) {
      throw new FsException(Errno.ENOENT, "no entry " + name);
    }
    return entry.node();
  }

  private static void refuseExisting(Node directory, FileName name) {
    if (directory.entries.containsKey(name)) {
      throw new FsException(Errno.EEXIST, "exists: " + name);
    }
  }

  private static void touch(Node directory) {
    directory.mtime = now();
    directory.ctime = directory.mtime;
    directory.version++;
  }

  private static Timestamp time(@Nullable TimeChange change, Timestamp before) {
    return switch (change) {
      case null -> before;
      case TimeChange.Now now -> now();
      case TimeChange.At at -> at.time();
    };
  }

  private static Timestamp now() {
    Instant now = Instant.now();
    return new Timestamp(now.getEpochSecond(), now.getNano());
  }
}
