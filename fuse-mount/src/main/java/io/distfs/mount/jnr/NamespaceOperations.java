package io.distfs.mount.jnr;

import io.distfs.client.vfs.Vfs;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;

/** mknod, mkdir, symlink, unlink, rmdir, rename and link. Thread-safe. */
final class NamespaceOperations {
  private static final int SETGID = 02000;

  private final Vfs vfs;
  private final Replies replies;
  private final Callers callers;

  NamespaceOperations(Vfs vfs, Replies replies, Callers callers) {
    this.vfs = vfs;
    this.replies = replies;
    this.callers = callers;
  }

  void register(OperationTable table) {
    table.set(Operation.MKNOD, this::makeNode);
    table.set(Operation.MKDIR, this::makeDirectory);
    table.set(Operation.SYMLINK, this::makeSymlink);
    table.set(Operation.UNLINK, this::unlink);
    table.set(Operation.RMDIR, this::removeDirectory);
    table.set(Operation.RENAME, this::rename);
    table.set(Operation.LINK, this::link);
  }

  private void makeNode(long request, long parent, long name, long mode, long rdev) {
    replies.answering(
        request, "mknod", () -> make(request, parent, name, (int) mode, rdev & 0xFFFF_FFFFL));
  }

  private void makeDirectory(long request, long parent, long name, long mode) {
    replies.answering(
        request,
        "mkdir",
        () -> make(request, parent, name, (int) mode | FileType.DIRECTORY.modeBits(), 0));
  }

  private void make(long request, long parent, long name, int mode, long rdev) {
    Credentials caller = (mode & SETGID) != 0 ? callers.withGroups(request) : callers.of(request);
    NewMode masked = NewMode.of(mode);
    replies.entry(request, vfs.makeNode(new InodeId(parent), name(name), masked, rdev, caller));
  }

  private void makeSymlink(long request, long target, long parent, long name) {
    replies.answering(
        request,
        "symlink",
        () ->
            replies.entry(
                request,
                vfs.makeSymlink(
                    new InodeId(parent),
                    name(name),
                    ByteString.wrap(Memory.stringBytes(target)),
                    callers.of(request))));
  }

  private void unlink(long request, long parent, long name) {
    replies.answering(
        request,
        "unlink",
        () -> {
          vfs.unlink(new InodeId(parent), name(name), callers.of(request));
          replies.ok(request);
        });
  }

  private void removeDirectory(long request, long parent, long name) {
    replies.answering(
        request,
        "rmdir",
        () -> {
          vfs.removeDirectory(new InodeId(parent), name(name), callers.of(request));
          replies.ok(request);
        });
  }

  /**
   * The protocol of libfuse 2 carries no flags; renameat2(2) with flags is EINVAL in the kernel.
   */
  private void rename(long request, long parent, long name, long newParent, long newName) {
    replies.answering(
        request,
        "rename",
        () -> {
          vfs.rename(
              new InodeId(parent),
              name(name),
              new InodeId(newParent),
              name(newName),
              0,
              callers.of(request));
          replies.ok(request);
        });
  }

  private void link(long request, long inode, long newParent, long newName) {
    replies.answering(
        request,
        "link",
        () ->
            replies.entry(
                request,
                vfs.link(
                    new InodeId(inode),
                    new InodeId(newParent),
                    name(newName),
                    callers.of(request))));
  }

  private static FileName name(long address) {
    return FileName.of(Memory.stringBytes(address));
  }
}
