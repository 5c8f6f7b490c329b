package io.distfs.client.vfs;

import io.distfs.client.access.AccessTimes;
import io.distfs.client.cache.XattrCache;
import io.distfs.client.call.Waiting;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.clock.Deadline;
import io.distfs.client.file.Files;
import io.distfs.client.file.OpenDescriptor;
import io.distfs.client.lock.Locks;
import io.distfs.client.meta.MetadataClient;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.AttributeChange;
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
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;
import io.distfs.shared.wire.WireLimits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The filesystem as this client's front end sees it. Thread-safe. */
final class DistfsVfs implements Vfs {
  private static final Logger LOG = LoggerFactory.getLogger(DistfsVfs.class);

  private final MetadataClient metadata;
  private final Files files;
  private final Locks locks;
  private final NameSpace space;
  private final NodeChanges changes;
  private final XattrValues xattrs;
  private final AccessTimes access;
  private final OpenFolders folders;
  private final StatisticsCache statistics;
  private final ClientClock clock;
  private final Duration deadline;
  private final Runnable onClosed;

  DistfsVfs(
      MetadataClient metadata, Files files, Locks locks, Caches caches, ClosingParts closing) {
    this.metadata = metadata;
    this.files = files;
    this.locks = locks;
    this.space = caches.space();
    this.access = caches.access();
    this.folders = caches.folders();
    this.clock = closing.clock();
    this.deadline = closing.deadline();
    this.onClosed = closing.onClosed();
    this.xattrs = new XattrValues(metadata, space, caches.xattrs(), clock);
    this.changes = new NodeChanges(metadata, files, space, xattrs, clock);
    this.statistics = new StatisticsCache(metadata, clock);
  }

  /** What is remembered of inodes beside what open files are. */
  record Caches(NameSpace space, XattrCache xattrs, AccessTimes access, OpenFolders folders) {}

  /** What is needed to end. */
  record ClosingParts(ClientClock clock, Duration deadline, Runnable onClosed) {}

  @Override
  public Attributes lookup(InodeId parent, FileName name) {
    return merged(space.lookup(parent, name));
  }

  @Override
  public Attributes lookupPath(InodeId base, List<FileName> names) {
    return merged(space.lookupPath(base, names));
  }

  @Override
  public Attributes getAttributes(InodeId inode) {
    return merged(space.getAttributes(inode));
  }

  @Override
  public Attributes parentOf(InodeId directory) {
    return space.getAttributes(space.parentOf(directory));
  }

  @Override
  public Attributes setAttributes(InodeId inode, AttributeChange change, Credentials credentials) {
    try {
      return change.atime() == null
          ? access.merged(files.setAttributes(inode, change, credentials))
          : access.overriding(inode, () -> files.setAttributes(inode, change, credentials));
    } finally {
      // A mode is part of an access list; a new owner or size takes capabilities away.
      if (change.mode() != null
          || change.uid() != null
          || change.gid() != null
          || change.size() != null) {
        xattrs.forget(inode);
      }
    }
  }

  @Override
  public ByteString readLink(InodeId inode) {
    Attributes known = space.known(inode);
    CompletableFuture<Void> judged =
        known != null
            ? CompletableFuture.completedFuture(null)
            : access.read(() -> space.getAttributes(inode));
    ByteString target = metadata.queryBytes(new Query.ReadLink(inode));
    if (known != null) {
      Timestamp _ = access.read(known, null);
    }
    Waiting.until(judged);
    return target;
  }

  @Override
  public Attributes makeNode(
      InodeId parent, FileName name, NewMode mode, long rdev, Credentials credentials) {
    return changes.makeNode(parent, name, mode, rdev, credentials);
  }

  @Override
  public Attributes makeSymlink(
      InodeId parent, FileName name, ByteString target, Credentials credentials) {
    return changes.makeSymlink(parent, name, target, credentials);
  }

  @Override
  public void unlink(InodeId parent, FileName name, Credentials credentials) {
    changes.remove(parent, name, new Mutation.Unlink(parent, name, credentials));
  }

  @Override
  public void removeDirectory(InodeId parent, FileName name, Credentials credentials) {
    changes.remove(parent, name, new Mutation.RemoveDirectory(parent, name, credentials));
  }

  @Override
  public void rename(
      InodeId parent,
      FileName name,
      InodeId newParent,
      FileName newName,
      int flags,
      Credentials credentials) {
    changes.rename(new Mutation.Rename(parent, name, newParent, newName, flags, credentials));
  }

  @Override
  public Attributes link(
      InodeId inode, InodeId newParent, FileName newName, Credentials credentials) {
    return merged(changes.link(inode, newParent, newName, credentials));
  }

  @Override
  public OpenFile create(
      InodeId parent, FileName name, NewMode mode, int openFlags, Credentials credentials) {
    boolean exclusive = OpenFlags.has(openFlags, OpenFlags.EXCLUSIVE);
    NodeChanges.Created created = changes.create(parent, name, mode, exclusive, credentials);
    OpenDescriptor descriptor = created.descriptor();
    return descriptor != null
        ? opened(descriptor, openFlags, credentials)
        : open(created.attributes().inode(), openFlags, credentials);
  }

  @Override
  public OpenFile createUnnamed(
      InodeId directory, NewMode mode, int openFlags, Credentials credentials) {
    boolean linkable = !OpenFlags.has(openFlags, OpenFlags.EXCLUSIVE);
    OpenDescriptor descriptor = changes.createUnnamed(directory, mode, linkable, credentials);
    return opened(descriptor, openFlags, credentials);
  }

  @Override
  public OpenFile open(InodeId inode, int openFlags, Credentials credentials) {
    try {
      OpenDescriptor descriptor =
          OpenFlags.has(openFlags, OpenFlags.TRUNCATE)
              ? files.openTruncated(inode, credentials)
              : files.open(inode);
      return opened(descriptor, openFlags, credentials);
    } catch (FsException e) {
      if (e.errno() == Errno.ESTALE) {
        space.invalidate(inode); // the kernel looks the name up again, and shall find the truth
      }
      throw e;
    }
  }

  private OpenHandle opened(OpenDescriptor descriptor, int openFlags, Credentials credentials) {
    long number = locks.nextHandle(descriptor.inode());
    return new OpenHandle(descriptor, number, openFlags, credentials);
  }

  @Override
  public int read(OpenFile file, long offset, ByteBuffer destination) {
    OpenHandle handle = sound(file);
    boolean counts = destination.hasRemaining();
    int count = files.read(handle.descriptor(), offset, destination);
    if (counts) {
      wasRead(handle);
    }
    return count;
  }

  @Override
  public boolean awaitsRead(OpenFile file) {
    OpenHandle handle = handle(file);
    return handle.mayRead() && handle.descriptor().awaitsRead(access);
  }

  /** At the end of the file too, where nothing came of it. */
  private void wasRead(OpenHandle handle) {
    if (!OpenFlags.has(handle.openFlags(), OpenFlags.NO_ACCESS_TIME)) {
      handle.descriptor().wasRead(access);
    }
  }

  @Override
  public int write(OpenFile file, long offset, ByteBuffer source) {
    OpenHandle handle = sound(file);
    if (offset < 0 && offset != AT_END) {
      throw new FsException(Errno.EINVAL, "offset " + offset);
    }
    int written = files.write(handle.descriptor(), offset, source);
    locks.requireNotLost(handle.locking()); // lost meanwhile: the writer is told
    return written;
  }

  @Override
  public boolean dropPrivileges(InodeId inode, Supplier<Credentials> writer) {
    return changes.dropPrivileges(inode, writer);
  }

  @Override
  public void allocate(OpenFile file, int mode, long offset, long length) {
    files.allocate(sound(file).descriptor(), mode, offset, length);
  }

  @Override
  public long seek(OpenFile file, long offset, int whence) {
    if (whence != SEEK_DATA && whence != SEEK_HOLE) {
      throw new FsException(Errno.EINVAL, "whence " + whence);
    }
    return files.seek(handle(file).descriptor(), offset, whence == SEEK_DATA);
  }

  @Override
  public void lock(OpenFile file, FileLock lock, boolean wait) {
    locks.lock(handle(file).locking(), lock, wait);
    if (lock.mode() != FileLock.Mode.UNLOCK) {
      // Files beside this one are made and removed under it: a database looks for its journal.
      space.forgetNames();
      xattrs.forget(file.inode());
    }
  }

  @Override
  public @Nullable FileLock conflictingLock(OpenFile file, FileLock lock) {
    return locks.conflicting(handle(file).locking(), lock);
  }

  @Override
  public void unlockAll(OpenFile file, long lockOwner) {
    locks.unlockAll(file.inode(), lockOwner);
  }

  @Override
  public void onInvalidate(InvalidationListener listener) {
    locks.onGranted(listener::invalidated);
  }

  @Override
  public long copyRange(
      OpenFile source, long sourceOffset, OpenFile target, long targetOffset, long length) {
    OpenHandle from = handle(source);
    long count =
        files.copyRange(
            from.descriptor(), sourceOffset, handle(target).descriptor(), targetOffset, length);
    if (count > 0) {
      wasRead(from);
    }
    return count;
  }

  @Override
  public void syncAll() {
    files.syncAll();
  }

  @Override
  public void flush(OpenFile file) {
    files.flush(handle(file).descriptor());
    locks.requireNotLost(handle(file).locking());
  }

  @Override
  public void sync(OpenFile file, boolean dataOnly) {
    files.sync(sound(file).descriptor());
  }

  @Override
  public void release(OpenFile file) {
    OpenHandle handle = handle(file);
    try {
      files.release(handle.descriptor());
    } finally {
      locks.released(handle.locking());
    }
  }

  @Override
  public OpenDirectory openDirectory(InodeId inode) {
    // Before the question, so that no report lets go of a folder that is about to be open.
    folders.open(inode);
    boolean opened = false;
    try {
      Attributes attributes = space.getAttributes(inode);
      if (attributes.type() != FileType.DIRECTORY) {
        throw new FsException(Errno.ENOTDIR, "inode " + inode + " is a " + attributes.type());
      }
      opened = true;
    } finally {
      if (!opened) {
        closeFolder(inode);
      }
    }
    return new DirectoryStream(inode, metadata, space, clock, this::merged);
  }

  private void closeFolder(InodeId inode) {
    if (folders.close(inode)) {
      metadata.released(inode);
    }
  }

  @Override
  public void readDirectory(OpenDirectory directory, long cookie, EntrySink sink) {
    if (!(directory instanceof DirectoryStream stream)) {
      throw new IllegalArgumentException("not a directory opened here: " + directory);
    }
    stream.read(cookie, sink);
    Attributes listed = cookie == 0 ? stream.listed() : null;
    if (listed != null) {
      Timestamp _ = access.read(listed, null);
    }
  }

  @Override
  public void syncDirectory(InodeId inode) {
    // Every change of a directory was committed before the call that made it returned.
  }

  @Override
  public void releaseDirectory(OpenDirectory directory) {
    closeFolder(directory.inode());
  }

  @Override
  public ByteString getXattr(InodeId inode, ByteString name) {
    checkName(name);
    return xattrs
        .get(inode, name)
        .orElseThrow(() -> new FsException(Errno.ENODATA, "no such attribute of inode " + inode));
  }

  @Override
  public List<ByteString> listXattrs(InodeId inode) {
    if (space.isBare(inode)) {
      return List.of();
    }
    if (metadata.query(new Query.ListXattrs(inode)) instanceof Answer.Names names) {
      return names.names();
    }
    throw new FsException(Errno.EPROTO, "unexpected answer to listxattr of inode " + inode);
  }

  @Override
  public void setXattr(
      InodeId inode, ByteString name, ByteString value, int flags, Credentials credentials) {
    checkName(name);
    if (value.length() > WireLimits.XATTR_VALUE_BYTES_MAX) {
      throw new FsException(Errno.E2BIG, "attribute value of " + value);
    }
    changes.xattr(inode, new Mutation.SetXattr(inode, name, value, flags, credentials));
  }

  @Override
  public void removeXattr(InodeId inode, ByteString name, Credentials credentials) {
    checkName(name);
    changes.xattr(inode, new Mutation.RemoveXattr(inode, name, credentials));
  }

  @Override
  public FilesystemStatistics statistics() {
    return statistics.get();
  }

  @Override
  public void close(Duration within) {
    Deadline end = Deadline.in(clock, within);
    files.flushAll(end);
    access.flush(end);
    Duration left = end.leftAtMost(within);
    metadata.close(left);
    onClosed.run();
    LOG.info("closed; {} files with unsaved data", unsavedFiles().size());
  }

  @Override
  public List<String> unsavedFiles() {
    return files.unsaved();
  }

  @Override
  public void close() {
    close(deadline);
  }

  /** What this client knows beyond what servers tell: unflushed data, and who has read. */
  private Attributes merged(Attributes told) {
    return access.merged(files.merged(told));
  }

  private static void checkName(ByteString name) {
    if (name.length() < 1 || name.length() > WireLimits.XATTR_NAME_BYTES_MAX) {
      throw new FsException(Errno.ERANGE, "attribute name of " + name);
    }
  }

  /** EIO once a lock was lost that this open may have relied on. */
  private OpenHandle sound(OpenFile file) {
    OpenHandle handle = handle(file);
    locks.requireNotLost(handle.locking());
    return handle;
  }

  private static OpenHandle handle(OpenFile file) {
    if (file instanceof OpenHandle handle) {
      return handle;
    }
    throw new IllegalArgumentException("not a file opened here: " + file);
  }
}
