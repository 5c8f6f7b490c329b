package io.distfs.mount.jnr;

import io.distfs.client.vfs.Vfs;
import io.distfs.client.vfs.Vfs.OpenFile;
import io.distfs.mount.adapter.HandleTable;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.FileLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * getlk, setlk and flock. The kernel asks for every lock once these are there, and keeps none of
 * its own. Thread-safe.
 */
final class LockOperations {
  private static final Logger LOG = LoggerFactory.getLogger(LockOperations.class);

  private final Vfs vfs;
  private final Replies replies;
  private final HandleTable<OpenFile> files;
  private final LockThreads threads;

  LockOperations(Vfs vfs, Replies replies, HandleTable<OpenFile> files, LockThreads threads) {
    this.vfs = vfs;
    this.replies = replies;
    this.files = files;
    this.threads = threads;
  }

  void register(OperationTable table) {
    table.set(Operation.GETLK, this::get);
    table.set(Operation.SETLK, this::set);
    table.set(Operation.FLOCK, this::setWhole);
  }

  private void get(long request, long inode, long fileInfo, long lock) {
    replies.answering(
        request,
        "getlk",
        () -> {
          OpenFile file = files.get(FileInfoLayout.handle(fileInfo));
          FileLock wish = FlockLayout.read(lock, FileInfoLayout.lockOwner(fileInfo));
          replies.lock(request, vfs.conflictingLock(file, wish));
        });
  }

  private void set(long request, long inode, long fileInfo, long lock, long wait) {
    replies.answering(
        request,
        "setlk",
        () -> {
          OpenFile file = files.get(FileInfoLayout.handle(fileInfo));
          FileLock wish = FlockLayout.read(lock, FileInfoLayout.lockOwner(fileInfo));
          begin(request, file, wish, (int) wait != 0);
        });
  }

  private void setWhole(long request, long inode, long fileInfo, long operation) {
    replies.answering(
        request,
        "flock",
        () -> {
          OpenFile file = files.get(FileInfoLayout.handle(fileInfo));
          FileLock wish =
              FlockLayout.wholeFile((int) operation, FileInfoLayout.lockOwner(fileInfo));
          begin(request, file, wish, FlockLayout.waits((int) operation));
        });
  }

  /** The structs of the request are libfuse's again when this returns. */
  private void begin(long request, OpenFile file, FileLock wish, boolean wait) {
    threads.run(
        CurrentRequest.unique(),
        () -> replies.answering(request, "lock", () -> carryOut(request, file, wish, wait)));
  }

  private void carryOut(long request, OpenFile file, FileLock wish, boolean wait) {
    vfs.lock(file, wish, wait);
    if (!replies.granted(request) && wish.mode() != FileLock.Mode.UNLOCK) {
      giveBack(file, wish);
    }
  }

  /** Nobody waits for the answer any more, so nobody would ever give the lock up. */
  private void giveBack(OpenFile file, FileLock lock) {
    try {
      vfs.lock(
          file,
          new FileLock(
              lock.kind(),
              FileLock.Mode.UNLOCK,
              lock.start(),
              lock.end(),
              lock.owner(),
              lock.pid()),
          false);
    } catch (FsException e) {
      LOG.warn("lock of a caller that is gone stays until its file is closed: {}", e.getMessage());
    }
  }
}
