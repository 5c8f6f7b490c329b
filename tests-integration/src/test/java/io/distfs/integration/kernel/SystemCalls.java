package io.distfs.integration.kernel;

import io.distfs.integration.syscall.LinuxError;
import io.distfs.integration.syscall.SystemCall;

/** Which code answers which system call. Thread-safe. */
final class SystemCalls {
  private final OpenCalls open;
  private final DataCalls data = new DataCalls();
  private final RangeCalls ranges = new RangeCalls(data);
  private final NameCalls names = new NameCalls();
  private final StatCalls stat = new StatCalls();
  private final AttributeCalls attributes = new AttributeCalls();
  private final XattrCalls xattrs = new XattrCalls();
  private final LockCalls locks = new LockCalls();
  private final DescriptorCalls descriptors = new DescriptorCalls(locks);
  private final FolderCalls folders = new FolderCalls();
  private final PipeCalls pipes;

  SystemCalls(VfsKernel kernel) {
    open = new OpenCalls(kernel);
    pipes = new PipeCalls(kernel);
  }

  /** The result of a call; {@link Refused} and {@code FsException} where it fails. */
  long answer(SystemCall number, Call call) {
    return switch (number) {
      case OPENAT -> open.open(call);
      case CLOSE -> descriptors.close(call);
      case DUP -> descriptors.duplicate(call);
      case FCNTL -> descriptors.control(call);
      case IOCTL -> descriptors.ioctl(call);
      case READ -> data.read(call);
      case PREAD64 -> data.readAt(call);
      case READV -> data.readVector(call);
      case WRITE -> data.write(call);
      case PWRITE64 -> data.writeAt(call);
      case WRITEV -> data.writeVector(call);
      case PWRITEV2 -> data.writeVectorAt(call);
      case LSEEK -> ranges.seek(call);
      case FALLOCATE -> ranges.allocate(call);
      case COPY_FILE_RANGE -> ranges.copy(call);
      case SENDFILE -> ranges.send(call);
      case FADVISE64 -> ranges.advise(call);
      case TRUNCATE -> attributes.truncate(call);
      case FTRUNCATE -> attributes.truncateDescriptor(call);
      case FSYNC -> descriptors.sync(call, false);
      case FDATASYNC -> descriptors.sync(call, true);
      case SYNCFS -> descriptors.syncAll(call);
      case SYNC -> descriptors.syncEverything(call);
      case MKDIRAT -> names.makeFolder(call);
      case MKNODAT -> names.makeNode(call);
      case SYMLINKAT -> names.makeSymlink(call);
      case LINKAT -> names.link(call);
      case UNLINKAT -> names.remove(call);
      case RENAMEAT2 -> names.rename(call);
      case READLINKAT -> folders.readLink(call);
      case GETDENTS64 -> folders.list(call);
      case CHDIR -> folders.change(call);
      case FCHDIR -> folders.changeToDescriptor(call);
      case GETCWD -> folders.current(call);
      case STATX -> stat.statx(call);
      case STATFS -> stat.statfs(call);
      case FSTATFS -> stat.statfsOfDescriptor(call);
      case FACCESSAT -> stat.access(call, 0);
      case FACCESSAT2 -> stat.access(call, call.number(3));
      case FCHMODAT -> attributes.mode(call);
      case FCHMOD -> attributes.modeOfDescriptor(call);
      case FCHOWNAT -> attributes.owner(call);
      case FCHOWN -> attributes.ownerOfDescriptor(call);
      case UTIMENSAT -> attributes.times(call);
      case SETXATTR -> xattrs.set(call, XattrCalls.Of.PATH);
      case LSETXATTR -> xattrs.set(call, XattrCalls.Of.SYMLINK);
      case FSETXATTR -> xattrs.set(call, XattrCalls.Of.DESCRIPTOR);
      case GETXATTR -> xattrs.get(call, XattrCalls.Of.PATH);
      case LGETXATTR -> xattrs.get(call, XattrCalls.Of.SYMLINK);
      case FGETXATTR -> xattrs.get(call, XattrCalls.Of.DESCRIPTOR);
      case LISTXATTR -> xattrs.list(call, XattrCalls.Of.PATH);
      case LLISTXATTR -> xattrs.list(call, XattrCalls.Of.SYMLINK);
      case FLISTXATTR -> xattrs.list(call, XattrCalls.Of.DESCRIPTOR);
      case REMOVEXATTR -> xattrs.remove(call, XattrCalls.Of.PATH);
      case LREMOVEXATTR -> xattrs.remove(call, XattrCalls.Of.SYMLINK);
      case FREMOVEXATTR -> xattrs.remove(call, XattrCalls.Of.DESCRIPTOR);
      case FLOCK -> locks.flock(call);
      case PIPE2 -> pipes.pipe(call);
      case SOCKET -> pipes.socket(call);
      case BIND -> pipes.bind(call);
      case LISTEN -> pipes.listen(call);
      case CONNECT -> pipes.connect(call);
      case MMAP -> descriptors.map(call);
      case UMASK -> descriptors.umask(call);
      case UNSHARE -> call.thread().unshare(call.at(0));
      case GETPID -> VfsKernel.PROCESS;
      case GETTID -> call.thread().id();
      case MPROTECT,
          MUNMAP,
          MSYNC,
          SETGROUPS,
          SETRESUID,
          SETRESGID,
          TGKILL,
          NEWFSTATAT,
          DUP3,
          NAME_TO_HANDLE_AT,
          OPEN_BY_HANDLE_AT ->
          throw new Refused(LinuxError.ENOSYS);
    };
  }
}
