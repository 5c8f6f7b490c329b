package io.distfs.integration.fuzz;

import static io.distfs.integration.syscall.LinuxError.EACCES;
import static io.distfs.integration.syscall.LinuxError.EAGAIN;
import static io.distfs.integration.syscall.LinuxError.EBADF;
import static io.distfs.integration.syscall.LinuxError.EBUSY;
import static io.distfs.integration.syscall.LinuxError.EEXIST;
import static io.distfs.integration.syscall.LinuxError.EINVAL;
import static io.distfs.integration.syscall.LinuxError.EISDIR;
import static io.distfs.integration.syscall.LinuxError.ELOOP;
import static io.distfs.integration.syscall.LinuxError.ENODATA;
import static io.distfs.integration.syscall.LinuxError.ENOENT;
import static io.distfs.integration.syscall.LinuxError.ENOTDIR;
import static io.distfs.integration.syscall.LinuxError.ENOTEMPTY;
import static io.distfs.integration.syscall.LinuxError.ENXIO;
import static io.distfs.integration.syscall.LinuxError.EPERM;

import com.google.errorprone.annotations.Immutable;
import io.distfs.integration.syscall.LinuxError;
import java.util.List;

/**
 * What a step does, how often it is drawn (0: not by chance alone), and the errors that a long run
 * must have seen it give: an operation that only ever fails, or never does, compares nothing.
 */
enum Operation {
  OPEN(OpenCalls::open, 5, ENOENT, EACCES, EEXIST, EISDIR, ENOTDIR, ELOOP, ENXIO, EINVAL),
  TMPFILE(OpenCalls::unnamed, 1, ENOENT, ENOTDIR, EACCES),
  LINK_DESCRIPTOR(OpenCalls::link, 1, ENOENT, EEXIST),
  CLOSE(OpenCalls::close, 1, EBADF),
  DUP(OpenCalls::dup, 1, EBADF),
  SET_APPEND(OpenCalls::setAppend, 1, EBADF),
  // No call of one process: its world carries it out.
  FORK(
      (actor, step) -> {
        throw new IllegalStateException("no call of a process: " + step);
      },
      1),
  READ(ContentCalls::read, 2, EBADF, EISDIR),
  READ_NEXT(ContentCalls::readNext, 2, EBADF, EISDIR),
  WRITE(ContentCalls::write, 3, EBADF),
  WRITE_NEXT(ContentCalls::writeNext, 1, EBADF),
  SEEK(ContentCalls::seek, 1, EBADF, EINVAL),
  SEEK_DATA(ContentCalls::seekData, 1, EBADF, ENXIO),
  SEEK_HOLE(ContentCalls::seekHole, 1, EBADF, ENXIO),
  TRUNCATE(ContentCalls::truncate, 2, ENOENT, EACCES, EISDIR, ENOTDIR, EINVAL),
  FTRUNCATE(ContentCalls::ftruncate, 2, EBADF, EINVAL),
  ALLOCATE(ContentCalls::allocate, 1, EBADF, EINVAL),
  ALLOCATE_KEEP_SIZE(ContentCalls::allocateKeepSize, 1, EBADF, EINVAL),
  PUNCH(ContentCalls::punch, 1, EBADF, EINVAL),
  ZERO(ContentCalls::zero, 1, EBADF, EINVAL),
  ZERO_KEEP_SIZE(ContentCalls::zeroKeepSize, 1, EBADF, EINVAL),
  COPY_RANGE(ContentCalls::copyRange, 2, EBADF, EINVAL),
  FSYNC(ContentCalls::fsync, 1, EBADF),
  FDATASYNC(ContentCalls::fdatasync, 1, EBADF),
  MKDIR(NameCalls::mkdir, 2, EEXIST, ENOENT, ENOTDIR, EACCES),
  RMDIR(NameCalls::rmdir, 2, ENOENT, ENOTDIR, ENOTEMPTY, EACCES),
  UNLINK(NameCalls::unlink, 2, ENOENT, ENOTDIR, EISDIR, EACCES),
  LINK(NameCalls::link, 2, ENOENT, EEXIST, EPERM, ENOTDIR),
  SYMLINK(NameCalls::symlink, 1, EEXIST, ENOENT, ENOTDIR, EACCES),
  READLINK(NameCalls::readlink, 2, ENOENT, EINVAL, ENOTDIR),
  RENAME(NameCalls::rename, 3, ENOENT, ENOTDIR, EISDIR, ENOTEMPTY, EINVAL, EBUSY, EACCES),
  RENAME_NOREPLACE(NameCalls::renameNoReplace, 1, ENOENT, EEXIST, EINVAL),
  RENAME_EXCHANGE(NameCalls::renameExchange, 2, ENOENT, EINVAL),
  RENAME_WHITEOUT(NameCalls::renameWhiteout, 1, ENOENT, ENOTEMPTY),
  MKNOD(NameCalls::mknod, 1, EEXIST, ENOENT, ENOTDIR, EACCES, EPERM),
  LIST(NameCalls::list, 1, ENOENT, ENOTDIR, EACCES),
  CHDIR(NameCalls::chdir, 1, ENOENT, ENOTDIR, EACCES),
  GETCWD(NameCalls::getcwd, 1),
  CHMOD(AttributeCalls::chmod, 1, ENOENT, EPERM, ENOTDIR),
  FCHMOD(AttributeCalls::fchmod, 1, EBADF, EPERM),
  CHOWN(AttributeCalls::chown, 1, ENOENT, EPERM, ENOTDIR),
  FCHOWN(AttributeCalls::fchown, 1, EBADF, EPERM),
  UTIMENS(AttributeCalls::utimens, 2, ENOENT, EPERM, ENOTDIR),
  FUTIMENS(AttributeCalls::futimens, 1, EBADF, EPERM),
  UMASK(AttributeCalls::umask, 1),
  ACCESS(AttributeCalls::access, 1, ENOENT, EACCES, ENOTDIR),
  STAT(AttributeCalls::stat, 2, ENOENT, ENOTDIR, EACCES),
  FSTAT(AttributeCalls::fstat, 1, EBADF),
  SETXATTR(XattrCalls::set, 2, ENOENT, EEXIST, ENODATA, ENOTDIR, EACCES),
  GETXATTR(XattrCalls::get, 2, ENOENT, ENODATA, ENOTDIR),
  LISTXATTR(XattrCalls::list, 1, ENOENT, ENOTDIR),
  REMOVEXATTR(XattrCalls::remove, 2, ENOENT, ENODATA, ENOTDIR, EACCES),
  SETACL(XattrCalls::setAcl, 1, ENOENT, EINVAL, EPERM, EACCES),
  GETACL(XattrCalls::getAcl, 3, ENOENT, ENODATA),
  REMOVEACL(XattrCalls::removeAcl, 1, ENOENT, EPERM),
  FLOCK(LockCalls::flock, 2, EBADF, EAGAIN),
  SETLK(LockCalls::set, 3, EBADF, EAGAIN, EINVAL),
  GETLK(LockCalls::get, 1, EBADF),
  OFD_SETLK(LockCalls::setOfd, 2, EBADF, EAGAIN),
  OFD_GETLK(LockCalls::getOfd, 1, EBADF),
  // Those of a crowd only.
  SHARED_APPEND(SharedCalls::append, 0),
  SHARED_WRITE(SharedCalls::write, 0),
  SHARED_CREATE(SharedCalls::create, 0, EEXIST),
  SHARED_LINK(SharedCalls::link, 0, EEXIST),
  SHARED_RENAME(SharedCalls::rename, 0, ENOENT),
  SHARED_UNLINK(SharedCalls::unlink, 0, ENOENT),
  SHARED_XATTR(SharedCalls::xattr, 0),
  CONTEST_MKDIR(SharedCalls::contestMkdir, 0, EEXIST),
  CONTEST_CREATE(SharedCalls::contestCreate, 0, EEXIST),
  CONTEST_LINK(SharedCalls::contestLink, 0, EEXIST),
  CONTEST_RENAME(SharedCalls::contestRename, 0, ENOENT),
  CONTEST_UNLINK(SharedCalls::contestUnlink, 0, ENOENT),
  CONTEST_RMDIR(SharedCalls::contestRmdir, 0, ENOENT);

  private final Call call;
  private final int weight;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<LinuxError> errors;

  Operation(Call call, int weight, LinuxError... errors) {
    this.call = call;
    this.weight = weight;
    this.errors = List.of(errors);
  }

  /** Makes the call as the process on whose thread this runs; the answer's text. */
  @Immutable
  @FunctionalInterface
  interface Call {
    String make(Actor actor, Step step);
  }

  Call call() {
    return call;
  }

  int weight() {
    return weight;
  }

  List<LinuxError> errors() {
    return errors;
  }

  boolean isLock() {
    return switch (this) {
      case FLOCK, SETLK, GETLK, OFD_SETLK, OFD_GETLK -> true;
      default -> false;
    };
  }
}
