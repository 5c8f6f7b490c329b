package io.distfs.client.vfs;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
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

/**
 * A mounted filesystem, as a front end (FUSE, or later others) calls it. Thread-safe; every call
 * blocks until it has its result and ends within the configured deadline. Errors are {@link
 * FsException}s with the errno the system call shall return.
 *
 * <p>Permission bits are not checked here (the kernel does, with default_permissions); what the
 * kernel leaves to the filesystem is judged by the server with the credentials given.
 */
public interface Vfs extends AutoCloseable {
  /** SEEK_DATA of lseek(2). */
  int SEEK_DATA = 3;

  /** As the offset of a write: wherever the file ends. */
  long AT_END = -1;

  /** SEEK_HOLE of lseek(2). */
  int SEEK_HOLE = 4;

  /** The inode a name leads to. ENOENT, ENOTDIR. */
  Attributes lookup(InodeId parent, FileName name);

  /** The inode at the end of a chain of names, symlinks not followed; empty is the base itself. */
  Attributes lookupPath(InodeId base, List<FileName> names);

  /** Attributes, with what this mount has written and not yet flushed counted in. */
  Attributes getAttributes(InodeId inode);

  /** The directory that holds a directory, the root itself for the root. ENOTDIR, ESTALE. */
  Attributes parentOf(InodeId directory);

  /** chmod, chown, truncate, utimensat. */
  Attributes setAttributes(InodeId inode, AttributeChange change, Credentials credentials);

  /** readlink(2): the target's bytes. */
  ByteString readLink(InodeId inode);

  /** mknod(2), mkdir(2): mode holds the type. */
  Attributes makeNode(
      InodeId parent, FileName name, NewMode mode, long rdev, Credentials credentials);

  /** symlink(2). */
  Attributes makeSymlink(InodeId parent, FileName name, ByteString target, Credentials credentials);

  /** unlink(2). */
  void unlink(InodeId parent, FileName name, Credentials credentials);

  /** rmdir(2). */
  void removeDirectory(InodeId parent, FileName name, Credentials credentials);

  /** renameat2(2) with its flags: NOREPLACE, EXCHANGE, WHITEOUT. */
  void rename(
      InodeId parent,
      FileName name,
      InodeId newParent,
      FileName newName,
      int flags,
      Credentials credentials);

  /** link(2). */
  Attributes link(InodeId inode, InodeId newParent, FileName newName, Credentials credentials);

  /** open(2) with O_CREAT: makes the file unless it exists (EEXIST with O_EXCL), and opens it. */
  OpenFile create(
      InodeId parent, FileName name, NewMode mode, int openFlags, Credentials credentials);

  /**
   * open(2) with O_TMPFILE: makes a regular file without a name, and opens it. It is gone with the
   * last close unless {@link #link} gives it a name before, which O_EXCL forbids.
   */
  default OpenFile createUnnamed(
      InodeId directory, NewMode mode, int openFlags, Credentials credentials) {
    throw unsupported("O_TMPFILE");
  }

  /** open(2) of an existing regular file; O_TRUNC is carried out here. */
  OpenFile open(InodeId inode, int openFlags, Credentials credentials);

  /** pread(2): fills the buffer's remaining bytes; returns how many, 0 at the end of the file. */
  int read(OpenFile file, long offset, ByteBuffer destination);

  /**
   * pwrite(2): takes all remaining bytes. With O_APPEND the offset does not count: the bytes lie
   * behind the end of the file as it is when they are committed, those of one call (up to 1 MiB) in
   * one piece.
   */
  int write(OpenFile file, long offset, ByteBuffer source);

  /**
   * Somebody without CAP_FSETID writes to or truncates the file: the set-user-id bit goes, the
   * set-group-id bit where the group may execute or the writer is not in it, and file capabilities.
   * Cheap where there are none.
   *
   * @param writer with supplementary groups; asked for where they matter
   * @return whether the attributes may be others now than they were
   */
  default boolean dropPrivileges(InodeId inode, Supplier<Credentials> writer) {
    return false;
  }

  /**
   * lseek(2) with SEEK_DATA or SEEK_HOLE: where the next data, or the next hole, begins. ENXIO
   * behind the end of the file.
   *
   * @param whence {@link #SEEK_DATA} or {@link #SEEK_HOLE}
   */
  default long seek(OpenFile file, long offset, int whence) {
    throw unsupported("SEEK_DATA and SEEK_HOLE");
  }

  /** copy_file_range(2) within this filesystem; returns how many bytes, 0 at the source's end. */
  default long copyRange(
      OpenFile source, long sourceOffset, OpenFile target, long targetOffset, long length) {
    throw unsupported("copy_file_range");
  }

  /**
   * flock(2), fcntl(2) F_SETLK: sets, changes or gives up a lock. EAGAIN if another's is in the way
   * and {@code wait} is false. With {@code wait} (F_SETLKW) until it is free: EDEADLK where that
   * would be never; EINTR if the calling thread is interrupted meanwhile.
   */
  default void lock(OpenFile file, FileLock lock, boolean wait) {
    throw unsupported("locks");
  }

  /** fcntl(2) F_GETLK: a lock that stands in the way of this one, or null. */
  default @Nullable FileLock conflictingLock(OpenFile file, FileLock lock) {
    throw unsupported("locks");
  }

  /** close(2) by this owner: its POSIX locks on the file are given up. */
  default void unlockAll(OpenFile file, long lockOwner) {}

  /**
   * Whether the next read of the file moves its time of access, so that a front end with a cache of
   * its own should not answer it.
   */
  default boolean awaitsRead(OpenFile file) {
    return false;
  }

  /**
   * Tells a front end from now on what to drop from its own caches; a lock that is granted brings
   * what others wrote. One listener.
   */
  default void onInvalidate(InvalidationListener listener) {}

  /** fallocate(2): EOPNOTSUPP for what is not supported. */
  void allocate(OpenFile file, int mode, long offset, long length);

  /** close(2) of one descriptor: flushes and reports earlier write errors; the file stays open. */
  void flush(OpenFile file);

  /** fsync(2), fdatasync(2): returns when everything written before is durable. */
  void sync(OpenFile file, boolean dataOnly);

  /** The last descriptor is gone. */
  void release(OpenFile file);

  /** opendir(3). ENOTDIR. */
  OpenDirectory openDirectory(InodeId inode);

  /**
   * Gives entries behind the cookie to the sink until it refuses one or none are left. "." and ".."
   * come first, with cookies 1 and 2.
   */
  void readDirectory(OpenDirectory directory, long cookie, EntrySink sink);

  /** syncfs(2): returns when everything written through this mount before is durable. */
  default void syncAll() {
    throw unsupported("syncfs");
  }

  /** fsync(2) of a directory: returns when every change in it before is durable. */
  void syncDirectory(InodeId inode);

  /** closedir(3). */
  void releaseDirectory(OpenDirectory directory);

  /** getxattr(2). ENODATA. */
  ByteString getXattr(InodeId inode, ByteString name);

  /** listxattr(2). */
  List<ByteString> listXattrs(InodeId inode);

  /**
   * setxattr(2). Of POSIX ACLs ({@code system.posix_acl_*}) the mode follows; the credentials need
   * the supplementary groups where the file is set-group-id, which others than members lose.
   */
  void setXattr(
      InodeId inode, ByteString name, ByteString value, int flags, Credentials credentials);

  /** removexattr(2). ENODATA. */
  void removeXattr(InodeId inode, ByteString name, Credentials credentials);

  /** statfs(2). */
  FilesystemStatistics statistics();

  /**
   * Flushes everything and ends the session, within the time given. Afterwards {@link
   * #unsavedFiles} names what could not be saved.
   */
  void close(Duration within);

  /** What could not be flushed, a line each with inode, byte count and reason; empty if nothing. */
  List<String> unsavedFiles();

  /** As {@link #close(Duration)} with the operation deadline. */
  @Override
  void close();

  private static FsException unsupported(String what) {
    return new FsException(Errno.EOPNOTSUPP, what + " are not supported by this filesystem");
  }

  /** An open regular file: one per open(2). Made by the Vfs; opaque to front ends. */
  interface OpenFile {
    /** The inode. */
    InodeId inode();

    /** The flags of open(2). */
    int openFlags();
  }

  /** An open directory. Made by the Vfs; opaque to front ends. */
  interface OpenDirectory {
    /** The inode. */
    InodeId inode();
  }

  /** Takes entries of a listing. */
  @FunctionalInterface
  interface EntrySink {
    /**
     * One entry.
     *
     * @param name bytes of the name, which may be "." or ".."
     * @param cookie where a listing continues after it
     * @return false if there is no room: the entry was not taken
     */
    boolean accept(byte[] name, long cookie, Attributes attributes);
  }
}
