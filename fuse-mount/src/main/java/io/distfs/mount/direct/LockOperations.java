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
  private static final long LK_HANDLE = at(LK_IN, "fh");
  private static final long LK_FLAGS = at(LK_IN, "lk_flags");
  private static final long FILE_LOCK_START = at(FILE_LOCK, "start");
  private static final long FILE_LOCK_END = at(FILE_LOCK, "end");
  private static final long FILE_LOCK_TYPE = at(FILE_LOCK, "type");
  private static final long LK_OWNER = at(LK_IN, "owner");
  private static final long FILE_LOCK_PID = at(FILE_LOCK, "pid");

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
    return files.get(exchange.longAt(LK_HANDLE));
  }

  private static FileLock lock(Exchange exchange) {
    FileLock.Kind kind =
        (exchange.intAt(LK_FLAGS) & FLOCK) != 0 ? FileLock.Kind.FLOCK : FileLock.Kind.RECORD;
    long start = exchange.longAt(LOCK + FILE_LOCK_START);
    long end = exchange.longAt(LOCK + FILE_LOCK_END);
    if (start < 0 || end < start) {
      throw new FsException(Errno.EINVAL, "range of a lock: " + start + " to " + end);
    }
    return new FileLock(
        kind,
        mode(exchange.intAt(LOCK + FILE_LOCK_TYPE)),
        start,
        end,
        exchange.longAt(LK_OWNER),
        exchange.intAt(LOCK + FILE_LOCK_PID));
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
      body.set(JAVA_INT, FILE_LOCK_TYPE, UNLOCK);
      return;
    }
    body.set(JAVA_LONG, FILE_LOCK_START, conflict.start());
    body.set(JAVA_LONG, FILE_LOCK_END, conflict.end());
    body.set(JAVA_INT, FILE_LOCK_TYPE, conflict.mode() == FileLock.Mode.EXCLUSIVE ? WRITE : READ);
    body.set(JAVA_INT, FILE_LOCK_PID, conflict.pid());
  }
}
