package io.distfs.integration.kernel;

import static io.distfs.integration.syscall.Flags.F_GETLK;
import static io.distfs.integration.syscall.Flags.F_OFD_GETLK;
import static io.distfs.integration.syscall.Flags.F_OFD_SETLK;
import static io.distfs.integration.syscall.Flags.F_OFD_SETLKW;
import static io.distfs.integration.syscall.Flags.F_RDLCK;
import static io.distfs.integration.syscall.Flags.F_SETLK;
import static io.distfs.integration.syscall.Flags.F_SETLKW;
import static io.distfs.integration.syscall.Flags.F_UNLCK;
import static io.distfs.integration.syscall.Flags.F_WRLCK;
import static io.distfs.integration.syscall.Flags.LOCK_EX;
import static io.distfs.integration.syscall.Flags.LOCK_NB;
import static io.distfs.integration.syscall.Flags.LOCK_SH;
import static io.distfs.integration.syscall.Flags.LOCK_UN;
import static io.distfs.integration.syscall.Flags.SEEK_CUR;
import static io.distfs.integration.syscall.Flags.SEEK_END;
import static io.distfs.integration.syscall.Flags.SEEK_SET;

import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.fs.FileLock;
import java.lang.foreign.MemorySegment;

/** flock(2) and the locks of fcntl(2), fs/locks.c. Thread-safe. */
final class LockCalls {
  private static final int STRUCT_BYTES = 32;

  /** What F_GETLK tells of a lock that no process holds. */
  private static final int NO_PROCESS = -1;

  long flock(Call call) {
    Description.OfFile file = file(call);
    int operation = call.number(1);
    FileLock.Mode mode =
        switch (operation & ~LOCK_NB) {
          case LOCK_SH -> FileLock.Mode.SHARED;
          case LOCK_EX -> FileLock.Mode.EXCLUSIVE;
          case LOCK_UN -> FileLock.Mode.UNLOCK;
          default -> throw new Refused(LinuxError.EINVAL);
        };
    FileLock lock =
        new FileLock(FileLock.Kind.FLOCK, mode, 0, Long.MAX_VALUE, file.number, VfsKernel.PROCESS);
    set(call, file, lock, (operation & LOCK_NB) == 0);
    return 0;
  }

  /** The six commands of fcntl(2). */
  long record(Call call) {
    Description.OfFile file = file(call);
    int command = call.number(1);
    MemorySegment struct = call.memory(2, STRUCT_BYTES);
    boolean ofDescription = command >= F_OFD_GETLK;
    Refused.when(ofDescription && struct.get(UserMemory.INT, 24) != 0, LinuxError.EINVAL);
    FileLock lock = lock(call, file, struct, ofDescription);
    switch (command) {
      case F_GETLK, F_OFD_GETLK -> {
        Refused.when(lock.mode() == FileLock.Mode.UNLOCK, LinuxError.EINVAL);
        tell(struct, call.vfs().conflictingLock(file.file, lock));
      }
      case F_SETLK, F_OFD_SETLK -> setRecord(call, file, lock, false);
      case F_SETLKW, F_OFD_SETLKW -> setRecord(call, file, lock, true);
      default -> throw new Refused(LinuxError.EINVAL);
    }
    return 0;
  }

  private static void setRecord(Call call, Description.OfFile file, FileLock lock, boolean waits) {
    boolean allowed =
        switch (lock.mode()) {
          case SHARED -> file.mayRead();
          case EXCLUSIVE -> file.mayWrite();
          case UNLOCK -> true;
        };
    Refused.when(!allowed, LinuxError.EBADF);
    set(call, file, lock, waits);
  }

  private static void set(Call call, Description.OfFile file, FileLock lock, boolean waits) {
    if (waits && lock.mode() != FileLock.Mode.UNLOCK) {
      call.thread().wait.until(() -> call.vfs().lock(file.file, lock, true));
    } else {
      call.vfs().lock(file.file, lock, false);
    }
  }

  /** Locks of folders are the kernel's own, which this one does not keep. */
  private static Description.OfFile file(Call call) {
    if (call.opened(0) instanceof Description.OfFile file) {
      return file;
    }
    throw new Refused(LinuxError.ENOLCK);
  }

  private static FileLock lock(
      Call call, Description.OfFile file, MemorySegment struct, boolean ofDescription) {
    FileLock.Mode mode =
        switch (struct.get(UserMemory.SHORT, 0)) {
          case F_RDLCK -> FileLock.Mode.SHARED;
          case F_WRLCK -> FileLock.Mode.EXCLUSIVE;
          case F_UNLCK -> FileLock.Mode.UNLOCK;
          default -> throw new Refused(LinuxError.EINVAL);
        };
    long from =
        switch (struct.get(UserMemory.SHORT, 2)) {
          case SEEK_SET -> 0;
          case SEEK_CUR -> file.offset;
          case SEEK_END -> DataCalls.size(file, call);
          default -> throw new Refused(LinuxError.EINVAL);
        };
    long start = from + struct.get(UserMemory.LONG, 8);
    long length = struct.get(UserMemory.LONG, 16);
    long first = length < 0 ? start + length : start;
    Refused.when(first < 0, LinuxError.EINVAL);
    Refused.when(length > 0 && start > Long.MAX_VALUE - (length - 1), LinuxError.EOVERFLOW);
    long last = length < 0 ? start - 1 : length == 0 ? Long.MAX_VALUE : start + length - 1;
    long owner = ofDescription ? file.number : call.thread().files().number;
    int process = ofDescription ? NO_PROCESS : VfsKernel.PROCESS;
    return new FileLock(FileLock.Kind.RECORD, mode, first, last, owner, process);
  }

  private static void tell(
      MemorySegment struct, @org.jspecify.annotations.Nullable FileLock conflict) {
    if (conflict == null) {
      struct.set(UserMemory.SHORT, 0, (short) F_UNLCK);
      return;
    }
    boolean writes = conflict.mode() == FileLock.Mode.EXCLUSIVE;
    boolean toTheEnd = conflict.end() == Long.MAX_VALUE;
    struct.set(UserMemory.SHORT, 0, (short) (writes ? F_WRLCK : F_RDLCK));
    struct.set(UserMemory.SHORT, 2, (short) SEEK_SET);
    struct.set(UserMemory.LONG, 8, conflict.start());
    struct.set(UserMemory.LONG, 16, toTheEnd ? 0 : conflict.end() - conflict.start() + 1);
    struct.set(UserMemory.INT, 24, conflict.pid());
  }
}
