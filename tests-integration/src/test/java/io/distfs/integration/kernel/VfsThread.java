package io.distfs.integration.kernel;

import static io.distfs.integration.syscall.Flags.CLONE_FILES;
import static io.distfs.integration.syscall.Flags.CLONE_FS;

import io.distfs.integration.syscall.CallingThread;
import io.distfs.integration.syscall.LinuxError;
import io.distfs.integration.syscall.SystemCall;
import io.distfs.integration.syscall.User;
import io.distfs.shared.error.FsException;
import org.jspecify.annotations.Nullable;

/** A thread whose calls a {@link VfsKernel} answers. Confined to it but for a lock's wait. */
final class VfsThread implements CallingThread {
  final VfsKernel kernel;
  final LockWait wait = new LockWait();
  private final long id;
  private volatile DescriptorTable files;
  private volatile WorkingFolder folder;

  VfsThread(VfsKernel kernel, DescriptorTable files, WorkingFolder folder) {
    this.kernel = kernel;
    this.id = kernel.nextNumber();
    this.files = files;
    this.folder = folder;
  }

  long id() {
    return id;
  }

  DescriptorTable files() {
    return files;
  }

  WorkingFolder folder() {
    return folder;
  }

  @Override
  public void begun() {
    kernel.threads.put(id, this);
  }

  @Override
  public CallingThread begin() {
    files.share();
    return new VfsThread(kernel, files, folder);
  }

  @Override
  public long call(@Nullable User user, SystemCall call, long... arguments) {
    try {
      return kernel.calls.answer(call, new Call(this, Caller.of(user), arguments));
    } catch (Refused e) {
      return -e.error().number();
    } catch (FsException e) {
      return -e.errno().number();
    }
  }

  /** unshare(2). */
  long unshare(long what) {
    Refused.when((what & ~(CLONE_FILES | CLONE_FS)) != 0, LinuxError.EINVAL);
    if ((what & CLONE_FS) != 0) {
      folder = folder.copy();
    }
    if ((what & CLONE_FILES) != 0) {
      DescriptorTable shared = files;
      files = shared.copy(kernel.nextNumber());
      shared.leave(kernel.vfs);
    }
    return 0;
  }

  @Override
  public boolean waitsForLock() {
    return wait.lasts();
  }

  @Override
  public void interrupt() {
    wait.interrupt();
  }

  @Override
  public void end() {
    kernel.threads.remove(id);
    files.leave(kernel.vfs);
  }
}
