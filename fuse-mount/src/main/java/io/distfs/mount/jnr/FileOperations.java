package io.distfs.mount.jnr;

import io.distfs.client.vfs.Vfs;
import io.distfs.client.vfs.Vfs.OpenFile;
import io.distfs.mount.adapter.HandleTable;
import io.distfs.mount.adapter.PageCachePolicy;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import java.util.function.Predicate;

/**
 * open, create, read, write, flush, release, fsync and fallocate. Data passes as buffers over
 * libfuse's and this adapter's native memory, never through arrays. Thread-safe.
 */
final class FileOperations {
  private static final int SETGID = 02000;

  /** Of open(2), as the request that writes carries it. */
  private static final int O_APPEND = 02000;

  /** O_SYNC has this bit too. */
  private static final int O_DSYNC = 010000;

  private final Vfs vfs;
  private final Replies replies;
  private final Callers callers;
  private final HandleTable<OpenFile> files;
  private final PageCachePolicy pageCache;

  FileOperations(
      Vfs vfs,
      Replies replies,
      Callers callers,
      HandleTable<OpenFile> files,
      PageCachePolicy pageCache) {
    this.vfs = vfs;
    this.replies = replies;
    this.callers = callers;
    this.files = files;
    this.pageCache = pageCache;
  }

  void register(OperationTable table) {
    table.set(Operation.OPEN, this::open);
    table.set(Operation.CREATE, this::create);
    table.set(Operation.READ, this::read);
    table.set(Operation.WRITE, this::write);
    table.set(Operation.FLUSH, this::flush);
    table.set(Operation.RELEASE, this::release);
    table.set(Operation.FSYNC, this::sync);
    table.set(Operation.FALLOCATE, this::allocate);
  }

  private void open(long request, long inode, long fileInfo) {
    replies.answering(
        request,
        "open",
        () -> {
          int flags = FileInfoLayout.openFlags(fileInfo);
          OpenFile file = vfs.open(new InodeId(inode), flags, callers.of(request));
          handOut(file, fileInfo, attributes -> replies.opened(request, fileInfo));
        });
  }

  private void create(long request, long parent, long name, long mode, long fileInfo) {
    replies.answering(
        request,
        "create",
        () -> {
          int flags = FileInfoLayout.openFlags(fileInfo);
          FileName fileName = FileName.of(Memory.stringBytes(name));
          Credentials caller =
              (mode & SETGID) != 0 ? callers.withGroups(request) : callers.of(request);
          NewMode masked = NewMode.of((int) mode);
          OpenFile file = vfs.create(new InodeId(parent), fileName, masked, flags, caller);
          handOut(file, fileInfo, attributes -> replies.created(request, attributes, fileInfo));
        });
  }

  /** Gives the kernel a handle of an open file; what it does not take is released at once. */
  private void handOut(OpenFile file, long fileInfo, Predicate<Attributes> answer) {
    long handle = files.add(file);
    boolean taken = false;
    try {
      Attributes attributes = vfs.getAttributes(file.inode());
      // A read that is to move the time of access has to be seen here.
      boolean keep = pageCache.keepAtOpen(attributes) && !vfs.awaitsRead(file);
      FileInfoLayout.write(fileInfo, handle, pageCache.bypassed(), keep);
      taken = answer.test(attributes);
    } finally {
      if (!taken) {
        vfs.release(files.remove(handle));
      }
    }
  }

  private void read(long request, long inode, long size, long offset, long fileInfo) {
    replies.answering(
        request,
        "read",
        () -> {
          long address = Scratch.address();
          long bytes = Math.min(size, Scratch.BYTES);
          OpenFile file = files.get(FileInfoLayout.handle(fileInfo));
          int count = vfs.read(file, offset, Memory.buffer(address, bytes));
          replies.data(request, address, count);
        });
  }

  private void write(long request, long inode, long data, long size, long offset, long fileInfo) {
    replies.answering(
        request,
        "write",
        () -> {
          OpenFile file = files.get(FileInfoLayout.handle(fileInfo));
          int flags = FileInfoLayout.openFlags(fileInfo);
          long at = (flags & O_APPEND) != 0 ? Vfs.AT_END : offset;
          int count = vfs.write(file, at, Memory.buffer(data, size));
          if ((flags & O_DSYNC) != 0) {
            vfs.sync(file, false);
          }
          replies.written(request, count);
        });
  }

  private void flush(long request, long inode, long fileInfo) {
    replies.answering(
        request,
        "flush",
        () -> {
          OpenFile file = files.get(FileInfoLayout.handle(fileInfo));
          long owner = FileInfoLayout.lockOwner(fileInfo);
          try {
            vfs.flush(file);
          } finally {
            vfs.unlockAll(file, owner);
          }
          replies.ok(request);
        });
  }

  private void release(long request, long inode, long fileInfo) {
    replies.answering(
        request,
        "release",
        () -> {
          vfs.release(files.remove(FileInfoLayout.handle(fileInfo)));
          replies.ok(request);
        });
  }

  private void sync(long request, long inode, long dataOnly, long fileInfo) {
    replies.answering(
        request,
        "fsync",
        () -> {
          vfs.sync(files.get(FileInfoLayout.handle(fileInfo)), (int) dataOnly != 0);
          replies.ok(request);
        });
  }

  private void allocate(
      long request, long inode, long mode, long offset, long length, long fileInfo) {
    replies.answering(
        request,
        "fallocate",
        () -> {
          vfs.allocate(files.get(FileInfoLayout.handle(fileInfo)), (int) mode, offset, length);
          replies.ok(request);
        });
  }
}
