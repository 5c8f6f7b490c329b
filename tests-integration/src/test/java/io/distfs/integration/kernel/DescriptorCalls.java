package io.distfs.integration.kernel;

import static io.distfs.integration.syscall.Flags.FICLONE;
import static io.distfs.integration.syscall.Flags.FIONREAD;
import static io.distfs.integration.syscall.Flags.F_DUPFD;
import static io.distfs.integration.syscall.Flags.F_GETFL;
import static io.distfs.integration.syscall.Flags.F_GETLK;
import static io.distfs.integration.syscall.Flags.F_OFD_GETLK;
import static io.distfs.integration.syscall.Flags.F_OFD_SETLK;
import static io.distfs.integration.syscall.Flags.F_OFD_SETLKW;
import static io.distfs.integration.syscall.Flags.F_SETFL;
import static io.distfs.integration.syscall.Flags.F_SETLK;
import static io.distfs.integration.syscall.Flags.F_SETLKW;
import static io.distfs.integration.syscall.Flags.MAP_SHARED;
import static io.distfs.integration.syscall.Flags.O_APPEND;
import static io.distfs.integration.syscall.Flags.O_DIRECT;
import static io.distfs.integration.syscall.Flags.O_NOATIME;
import static io.distfs.integration.syscall.Flags.O_NONBLOCK;
import static io.distfs.integration.syscall.Flags.PROT_WRITE;

import io.distfs.integration.syscall.LinuxError;

/** Calls on a descriptor as such, and on what a process has beside them. Thread-safe. */
final class DescriptorCalls {
  /** What F_SETFL changes. */
  private static final int CHANGEABLE = O_APPEND | O_DIRECT | O_NOATIME | O_NONBLOCK;

  private static final int UMASK_MAX = 0777;
  private static final int PAGE_BYTES = 4096;

  private final LockCalls locks;

  DescriptorCalls(LockCalls locks) {
    this.locks = locks;
  }

  long close(Call call) {
    call.thread().files().close(call.number(0), call.vfs());
    return 0;
  }

  long duplicate(Call call) {
    return duplicate(call, 0);
  }

  private static long duplicate(Call call, int lowest) {
    Description description = call.description(0);
    description.hold();
    return call.thread().files().add(description, lowest);
  }

  long control(Call call) {
    return switch (call.number(1)) {
      case F_DUPFD -> duplicate(call, call.number(2));
      case F_GETFL -> call.description(0).flags;
      case F_SETFL -> setFlags(call.opened(0), call.number(2));
      case F_GETLK, F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW -> locks.record(call);
      default -> throw new Refused(LinuxError.EINVAL);
    };
  }

  private static long setFlags(Description description, int flags) {
    description.flags = (description.flags & ~CHANGEABLE) | (flags & CHANGEABLE);
    return 0;
  }

  long ioctl(Call call) {
    Description description = call.opened(0);
    if (call.at(1) == FIONREAD && description instanceof Description.OfFile file) {
      long left = DataCalls.size(file, call) - file.offset;
      call.memory(2, Integer.BYTES).set(UserMemory.INT, 0, (int) left);
      return 0;
    }
    throw new Refused(call.at(1) == FICLONE ? LinuxError.EOPNOTSUPP : LinuxError.ENOTTY);
  }

  long sync(Call call, boolean dataOnly) {
    switch (call.opened(0)) {
      case Description.OfFile file -> call.vfs().sync(file.file, dataOnly);
      case Description.OfFolder folder -> call.vfs().syncDirectory(folder.directory.inode());
      case Description.OfPath _, Description.OfPipe _, Description.OfSocket _ ->
          throw new Refused(LinuxError.EINVAL);
    }
    return 0;
  }

  long syncAll(Call call) {
    var _ = call.inode(call.opened(0));
    return syncEverything(call);
  }

  long syncEverything(Call call) {
    call.vfs().syncAll();
    return 0;
  }

  /** The checks of mmap(2). Without a page cache there is nothing to map. */
  long map(Call call) {
    Refused.when(call.at(5) % PAGE_BYTES != 0, LinuxError.EINVAL);
    Description description = call.opened(4);
    boolean stores = (call.at(2) & PROT_WRITE) != 0 && (call.at(3) & MAP_SHARED) != 0;
    boolean allowed = description.mayRead() && (!stores || description.mayWrite());
    throw new Refused(allowed ? LinuxError.ENODEV : LinuxError.EACCES);
  }

  long umask(Call call) {
    WorkingFolder folder = call.thread().folder();
    int before = folder.umask;
    folder.umask = call.number(0) & UMASK_MAX;
    return before;
  }
}
