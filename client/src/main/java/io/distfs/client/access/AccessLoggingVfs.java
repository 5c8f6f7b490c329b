package io.distfs.client.access;

import io.distfs.client.vfs.Vfs;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.id.InodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** A filesystem whose every operation is written to the access log. Thread-safe. */
public final class AccessLoggingVfs implements Vfs {
  private final Vfs vfs;
  private final AccessLog log = new AccessLog();

  /** Over another one, which it takes over. */
  public AccessLoggingVfs(Vfs vfs) {
    this.vfs = vfs;
  }

  /** Name of the logger that every operation is logged under, at INFO. */
  public static String loggerName() {
    return AccessLog.LOGGER;
  }

  @Override
  public Attributes lookup(InodeId parent, FileName name) {
    return log.of(() -> "lookup(" + parent + ", " + name + ")", () -> vfs.lookup(parent, name));
  }

  @Override
  public Attributes lookupPath(InodeId base, List<FileName> names) {
    return log.of(
        () -> "lookupPath(" + base + ", " + names + ")", () -> vfs.lookupPath(base, names));
  }

  @Override
  public Attributes getAttributes(InodeId inode) {
    return log.of(() -> "getattr(" + inode + ")", () -> vfs.getAttributes(inode));
  }

  @Override
  public Attributes setAttributes(InodeId inode, AttributeChange change, Credentials caller) {
    return log.of(
        () -> "setattr(" + inode + ", " + change + by(caller),
        () -> vfs.setAttributes(inode, change, caller));
  }

  @Override
  public ByteString readLink(InodeId inode) {
    return log.of(() -> "readlink(" + inode + ")", () -> vfs.readLink(inode));
  }

  @Override
  public Attributes makeNode(
      InodeId parent, FileName name, int mode, long rdev, Credentials caller) {
    return log.of(
        () -> "mknod(" + parent + ", " + name + ", " + octal(mode) + ", " + rdev + by(caller),
        () -> vfs.makeNode(parent, name, mode, rdev, caller));
  }

  @Override
  public Attributes makeSymlink(
      InodeId parent, FileName name, ByteString target, Credentials caller) {
    return log.of(
        () -> "symlink(" + parent + ", " + name + by(caller),
        () -> vfs.makeSymlink(parent, name, target, caller));
  }

  @Override
  public void unlink(InodeId parent, FileName name, Credentials caller) {
    log.of(
        () -> "unlink(" + parent + ", " + name + by(caller),
        () -> vfs.unlink(parent, name, caller));
  }

  @Override
  public void removeDirectory(InodeId parent, FileName name, Credentials caller) {
    log.of(
        () -> "rmdir(" + parent + ", " + name + by(caller),
        () -> vfs.removeDirectory(parent, name, caller));
  }

  @Override
  public void rename(
      InodeId parent,
      FileName name,
      InodeId newParent,
      FileName newName,
      int flags,
      Credentials caller) {
    log.of(
        () -> "rename(" + List.of(parent, name, newParent, newName) + ", " + flags + by(caller),
        () -> vfs.rename(parent, name, newParent, newName, flags, caller));
  }

  @Override
  public Attributes link(InodeId inode, InodeId newParent, FileName newName, Credentials caller) {
    return log.of(
        () -> "link(" + inode + ", " + newParent + ", " + newName + by(caller),
        () -> vfs.link(inode, newParent, newName, caller));
  }

  @Override
  public OpenFile create(
      InodeId parent, FileName name, int mode, int openFlags, Credentials caller) {
    return log.of(
        () ->
            "create("
                + parent
                + ", "
                + name
                + ", "
                + octal(mode)
                + ", "
                + octal(openFlags)
                + by(caller),
        () -> vfs.create(parent, name, mode, openFlags, caller));
  }

  @Override
  public OpenFile open(InodeId inode, int openFlags, Credentials caller) {
    return log.of(
        () -> "open(" + inode + ", " + octal(openFlags) + by(caller),
        () -> vfs.open(inode, openFlags, caller));
  }

  @Override
  public int read(OpenFile file, long offset, ByteBuffer destination) {
    int bytes = destination.remaining();
    return log.of(
        () -> "read(" + file.inode() + ", " + offset + ", " + bytes + ")",
        () -> vfs.read(file, offset, destination));
  }

  @Override
  public int write(OpenFile file, long offset, ByteBuffer source) {
    int bytes = source.remaining();
    return log.of(
        () -> "write(" + file.inode() + ", " + offset + ", " + bytes + ")",
        () -> vfs.write(file, offset, source));
  }

  @Override
  public void allocate(OpenFile file, int mode, long offset, long length) {
    log.of(
        () -> "fallocate(" + file.inode() + ", " + mode + ", " + offset + ", " + length + ")",
        () -> vfs.allocate(file, mode, offset, length));
  }

  @Override
  public void flush(OpenFile file) {
    log.of(() -> "flush(" + file.inode() + ")", () -> vfs.flush(file));
  }

  @Override
  public void sync(OpenFile file, boolean dataOnly) {
    String name = dataOnly ? "fdatasync(" : "fsync(";
    log.of(() -> name + file.inode() + ")", () -> vfs.sync(file, dataOnly));
  }

  @Override
  public void release(OpenFile file) {
    log.of(() -> "release(" + file.inode() + ")", () -> vfs.release(file));
  }

  @Override
  public OpenDirectory openDirectory(InodeId inode) {
    return log.of(() -> "opendir(" + inode + ")", () -> vfs.openDirectory(inode));
  }

  @Override
  public void readDirectory(OpenDirectory directory, long cookie, EntrySink sink) {
    log.of(
        () -> "readdir(" + directory.inode() + ", " + cookie + ")",
        () -> vfs.readDirectory(directory, cookie, sink));
  }

  @Override
  public void syncDirectory(InodeId inode) {
    log.of(() -> "fsyncdir(" + inode + ")", () -> vfs.syncDirectory(inode));
  }

  @Override
  public void releaseDirectory(OpenDirectory directory) {
    log.of(() -> "releasedir(" + directory.inode() + ")", () -> vfs.releaseDirectory(directory));
  }

  @Override
  public ByteString getXattr(InodeId inode, ByteString name) {
    return log.of(
        () -> "getxattr(" + inode + ", " + text(name) + ")", () -> vfs.getXattr(inode, name));
  }

  @Override
  public List<ByteString> listXattrs(InodeId inode) {
    return log.of(() -> "listxattr(" + inode + ")", () -> vfs.listXattrs(inode));
  }

  @Override
  public void setXattr(
      InodeId inode, ByteString name, ByteString value, int flags, Credentials caller) {
    log.of(
        () -> "setxattr(" + inode + ", " + text(name) + ", " + value + ", " + flags + by(caller),
        () -> vfs.setXattr(inode, name, value, flags, caller));
  }

  @Override
  public void removeXattr(InodeId inode, ByteString name, Credentials caller) {
    log.of(
        () -> "removexattr(" + inode + ", " + text(name) + by(caller),
        () -> vfs.removeXattr(inode, name, caller));
  }

  @Override
  public FilesystemStatistics statistics() {
    return log.of(() -> "statfs()", vfs::statistics);
  }

  @Override
  public void close(Duration within) {
    log.of(() -> "close(" + within + ")", () -> vfs.close(within));
  }

  @Override
  public List<String> unsavedFiles() {
    return vfs.unsavedFiles();
  }

  @Override
  public void close() {
    log.of(() -> "close()", () -> vfs.close());
  }

  private static String by(Credentials caller) {
    return ") by " + caller.uid() + ":" + caller.gid();
  }

  private static String octal(int bits) {
    return "0" + Integer.toOctalString(bits);
  }

  private static String text(ByteString name) {
    return FileName.of(name.toByteArray()).toString();
  }
}
