package io.distfs.integration.fuzz;

import io.distfs.client.vfs.InvalidationListener;
import io.distfs.client.vfs.Vfs;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does everything as another filesystem does, but for what a subclass does otherwise. */
class ForwardingVfs implements Vfs {
  final Vfs inner;

  ForwardingVfs(Vfs inner) {
    this.inner = inner;
  }

  /** All attributes that are given out pass through here. */
  Attributes seen(Attributes attributes) {
    return attributes;
  }

  @Override
  public Attributes lookup(InodeId parent, FileName name) {
    return seen(inner.lookup(parent, name));
  }

  @Override
  public Attributes lookupPath(InodeId base, List<FileName> names) {
    return seen(inner.lookupPath(base, names));
  }

  @Override
  public Attributes getAttributes(InodeId inode) {
    return seen(inner.getAttributes(inode));
  }

  @Override
  public Attributes parentOf(InodeId directory) {
    return seen(inner.parentOf(directory));
  }

  @Override
  public Attributes setAttributes(InodeId inode, AttributeChange change, Credentials credentials) {
    return seen(inner.setAttributes(inode, change, credentials));
  }

  @Override
  public ByteString readLink(InodeId inode) {
    return inner.readLink(inode);
  }

  @Override
  public Attributes makeNode(
      InodeId parent, FileName name, NewMode mode, long rdev, Credentials credentials) {
    return seen(inner.makeNode(parent, name, mode, rdev, credentials));
  }

  @Override
  public Attributes makeSymlink(
      InodeId parent, FileName name, ByteString target, Credentials credentials) {
    return seen(inner.makeSymlink(parent, name, target, credentials));
  }

  @Override
  public void unlink(InodeId parent, FileName name, Credentials credentials) {
    inner.unlink(parent, name, credentials);
  }

  @Override
  public void removeDirectory(InodeId parent, FileName name, Credentials credentials) {
    inner.removeDirectory(parent, name, credentials);
  }

  @Override
  public void rename(
      InodeId parent,
      FileName name,
      InodeId newParent,
      FileName newName,
      int flags,
      Credentials credentials) {
    inner.rename(parent, name, newParent, newName, flags, credentials);
  }

  @Override
  public Attributes link(
      InodeId inode, InodeId newParent, FileName newName, Credentials credentials) {
    return seen(inner.link(inode, newParent, newName, credentials));
  }

  @Override
  public OpenFile create(
      InodeId parent, FileName name, NewMode mode, int openFlags, Credentials credentials) {
    return inner.create(parent, name, mode, openFlags, credentials);
  }

  @Override
  public OpenFile createUnnamed(
      InodeId directory, NewMode mode, int openFlags, Credentials credentials) {
    return inner.createUnnamed(directory, mode, openFlags, credentials);
  }

  @Override
  public OpenFile open(InodeId inode, int openFlags, Credentials credentials) {
    return inner.open(inode, openFlags, credentials);
  }

  @Override
  public int read(OpenFile file, long offset, ByteBuffer destination) {
    return inner.read(file, offset, destination);
  }

  @Override
  public int write(OpenFile file, long offset, ByteBuffer source) {
    return inner.write(file, offset, source);
  }

  @Override
  public boolean dropPrivileges(InodeId inode, Supplier<Credentials> writer) {
    return inner.dropPrivileges(inode, writer);
  }

  @Override
  public long seek(OpenFile file, long offset, int whence) {
    return inner.seek(file, offset, whence);
  }

  @Override
  public long copyRange(
      OpenFile source, long sourceOffset, OpenFile target, long targetOffset, long length) {
    return inner.copyRange(source, sourceOffset, target, targetOffset, length);
  }

  @Override
  public void lock(OpenFile file, FileLock lock, boolean wait) {
    inner.lock(file, lock, wait);
  }

  @Override
  public @Nullable FileLock conflictingLock(OpenFile file, FileLock lock) {
    return inner.conflictingLock(file, lock);
  }

  @Override
  public void unlockAll(OpenFile file, long lockOwner) {
    inner.unlockAll(file, lockOwner);
  }

  @Override
  public boolean awaitsRead(OpenFile file) {
    return inner.awaitsRead(file);
  }

  @Override
  public void onInvalidate(InvalidationListener listener) {
    inner.onInvalidate(listener);
  }

  @Override
  public void allocate(OpenFile file, int mode, long offset, long length) {
    inner.allocate(file, mode, offset, length);
  }

  @Override
  public void flush(OpenFile file) {
    inner.flush(file);
  }

  @Override
  public void sync(OpenFile file, boolean dataOnly) {
    inner.sync(file, dataOnly);
  }

  @Override
  public void release(OpenFile file) {
    inner.release(file);
  }

  @Override
  public OpenDirectory openDirectory(InodeId inode) {
    return inner.openDirectory(inode);
  }

  @Override
  public void readDirectory(OpenDirectory directory, long cookie, EntrySink sink) {
    inner.readDirectory(
        directory, cookie, (name, next, attributes) -> sink.accept(name, next, seen(attributes)));
  }

  @Override
  public void syncAll() {
    inner.syncAll();
  }

  @Override
  public void syncDirectory(InodeId inode) {
    inner.syncDirectory(inode);
  }

  @Override
  public void releaseDirectory(OpenDirectory directory) {
    inner.releaseDirectory(directory);
  }

  @Override
  public ByteString getXattr(InodeId inode, ByteString name) {
    return inner.getXattr(inode, name);
  }

  @Override
  public List<ByteString> listXattrs(InodeId inode) {
    return inner.listXattrs(inode);
  }

  @Override
  public void setXattr(
      InodeId inode, ByteString name, ByteString value, int flags, Credentials credentials) {
    inner.setXattr(inode, name, value, flags, credentials);
  }

  @Override
  public void removeXattr(InodeId inode, ByteString name, Credentials credentials) {
    inner.removeXattr(inode, name, credentials);
  }

  @Override
  public FilesystemStatistics statistics() {
    return inner.statistics();
  }

  @Override
  public void close(Duration within) {
    inner.close(within);
  }

  @Override
  public List<String> unsavedFiles() {
    return inner.unsavedFiles();
  }

  @Override
  public void close() {
    inner.close();
  }
}
