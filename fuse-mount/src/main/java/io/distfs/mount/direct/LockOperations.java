package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.FILE_LOCK;
import static io.distfs.mount.direct.KernelStructs.LK_IN;
import static io.distfs.mount.direct.KernelStructs.LK_OUT;
import static io.distfs.mount.direct.KernelStructs.at;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.distfs.client.vfs.Vfs;
import io.distfs.client.vfs.Vfs.OpenFile;
import io.distfs.mount.adapter.HandleTable;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.FileLock;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** flock(2) and fcntl(2) locks. Thread-safe. */
final class LockOperations {
  /** FUSE_LK_FLOCK. */
  private static final int FLOCK = 1;

  /** F_RDLCK, F_WRLCK, F_UNLCK of asm-generic/fcntl.h. */
  private static final int READ = 0;

  private static final int WRITE = 1;
  private static final int UNLOCK = 2;

  private static final long LOCK = at(LK_IN, "lk");

  private final Vfs vfs;
  private final HandleTable<OpenFile> files;
  private final LockWaits waits;

  LockOperations(Vfs vfs, HandleTable<OpenFile> files, LockWaits waits) {
    this.vfs = vfs;
    this.files = files;
    this.waits = waits;
  }

  void get(Exchange exchange) {
    FileLock conflict = vfs.conflictingLock(file(exchange), lock(exchange));
    write(exchange.body(), conflict);
    boolean _ = exchange.reply(LK_OUT.byteSize());
  }

  void set(Exchange exchange) {
    vfs.lock(file(exchange), lock(exchange), false);
    boolean _ = exchange.ok();
  }

  /** The wait may last for ever, so it gets a thread of its own, and the worker goes on. */
  void setWaiting(Exchange exchange) {
    OpenFile file = file(exchange);
    FileLock lock = lock(exchange);
    if (lock.mode() == FileLock.Mode.UNLOCK) {
      set(exchange);
    } else {
      waits.begin(exchange.unique(), () -> vfs.lock(file, lock, true));
    }
  }

  private OpenFile file(Exchange exchange) {
    return files.get(exchange.longAt(at(LK_IN, "fh")));
  }

  private static FileLock lock(Exchange exchange) {
    FileLock.Kind kind =
        (exchange.intAt(at(LK_IN, "lk_flags")) & FLOCK) != 0
            ? FileLock.Kind.FLOCK
            : FileLock.Kind.RECORD;
    long start = exchange.longAt(LOCK + at(FILE_LOCK, "start"));
    long end = exchange.longAt(LOCK + at(FILE_LOCK, "end"));
    if (start < 0 || end < start) {
      throw new FsException(Errno.EINVAL, "range of a lock: " + start + " to " + end);
    }
    return new FileLock(
        kind,
        mode(exchange.intAt(LOCK + at(FILE_LOCK, "type"))),
        start,
        end,
        exchange.longAt(at(LK_IN, "owner")),
        exchange.intAt(LOCK + at(FILE_LOCK, "pid")));
  }

  private static FileLock.Mode mode(int type) {
    return switch (type) {
      case READ -> FileLock.Mode.SHARED;
      case WRITE -> FileLock.Mode.EXCLUSIVE;
      case UNLOCK -> FileLock.Mode.UNLOCK;
      default -> throw new FsException(Errno.EINVAL, "type of a lock: " + type);
    };
  }

  /** Without a conflict the answer is F_UNLCK. */
  private static void write(MemorySegment body, @Nullable FileLock conflict) {
    body.asSlice(0, LK_OUT.byteSize()).fill((byte) 0);
    if (conflict == null) {
      body.set(JAVA_INT, at(FILE_LOCK, "type"), UNLOCK);
      return;
    }
    body.set(JAVA_LONG, at(FILE_LOCK, "start"), conflict.start());
    body.set(JAVA_LONG, at(FILE_LOCK, "end"), conflict.end());
    body.set(
        JAVA_INT, at(FILE_LOCK, "type"), conflict.mode() == FileLock.Mode.EXCLUSIVE ? WRITE : READ);
    body.set(JAVA_INT, at(FILE_LOCK, "pid"), conflict.pid());
  }
}
