package io.distfs.mount.jnr;

import io.distfs.client.vfs.Vfs;
import io.distfs.client.vfs.Vfs.OpenDirectory;
import io.distfs.mount.adapter.HandleTable;
import io.distfs.shared.id.InodeId;

/** opendir, readdir, releasedir and fsyncdir. Offsets are the Vfs's cookies. Thread-safe. */
final class DirectoryOperations {
  private final Vfs vfs;
  private final Replies replies;
  private final HandleTable<OpenDirectory> directories = new HandleTable<>();

  DirectoryOperations(Vfs vfs, Replies replies) {
    this.vfs = vfs;
    this.replies = replies;
  }

  void register(OperationTable table) {
    table.set(Operation.OPENDIR, this::open);
    table.set(Operation.READDIR, this::read);
    table.set(Operation.RELEASEDIR, this::release);
    table.set(Operation.FSYNCDIR, this::sync);
  }

  private void open(long request, long inode, long fileInfo) {
    replies.answering(
        request,
        "opendir",
        () -> {
          long handle = directories.add(vfs.openDirectory(new InodeId(inode)));
          FileInfoLayout.write(fileInfo, handle, false, false);
          if (!replies.opened(request, fileInfo)) {
            vfs.releaseDirectory(directories.remove(handle));
          }
        });
  }

  private void read(long request, long inode, long size, long cookie, long fileInfo) {
    replies.answering(
        request,
        "readdir",
        () -> {
          OpenDirectory directory = directories.get(FileInfoLayout.handle(fileInfo));
          long address = Scratch.address();
          DirectoryPage page = new DirectoryPage(address, Math.min(size, Scratch.BYTES));
          vfs.readDirectory(directory, cookie, page::add);
          replies.data(request, address, page.used());
        });
  }

  private void release(long request, long inode, long fileInfo) {
    replies.answering(
        request,
        "releasedir",
        () -> {
          vfs.releaseDirectory(directories.remove(FileInfoLayout.handle(fileInfo)));
          replies.ok(request);
        });
  }

  private void sync(long request, long inode, long dataOnly, long fileInfo) {
    replies.answering(
        request,
        "fsyncdir",
        () -> {
          vfs.syncDirectory(new InodeId(inode));
          replies.ok(request);
        });
  }
}
