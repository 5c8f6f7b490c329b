package io.distfs.integration.kernel;

import io.distfs.client.vfs.Vfs;
import io.distfs.integration.syscall.Flags;
import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import java.lang.foreign.MemorySegment;

/** One system call with what its arguments mean. Confined to the calling thread. */
final class Call {
  /** PATH_MAX without the NUL. */
  private static final int PATH_BYTES_MAX = 4095;

  private final VfsThread thread;
  private final Caller caller;
  private final long[] arguments;

  Call(VfsThread thread, Caller caller, long... arguments) {
    this.thread = thread;
    this.caller = caller;
    this.arguments = arguments;
  }

  VfsThread thread() {
    return thread;
  }

  Caller caller() {
    return caller;
  }

  long at(int index) {
    return arguments[index];
  }

  int number(int index) {
    return (int) arguments[index];
  }

  Vfs vfs() {
    return thread.kernel.vfs;
  }

  void dropPrivileges(InodeId inode) {
    boolean _ = vfs().dropPrivileges(inode, caller::withGroups);
  }

  MemorySegment memory(int address, long bytes) {
    return UserMemory.at(arguments[address], bytes);
  }

  Description description(int index) {
    return thread.files().get(number(index));
  }

  /** A descriptor that is not one of O_PATH. */
  Description opened(int index) {
    Description description = description(index);
    Refused.when(description instanceof Description.OfPath, LinuxError.EBADF);
    return description;
  }

  /** What a descriptor is of; EBADF where that is nothing in the filesystem. */
  InodeId inode(Description description) {
    InodeId inode = description.inode;
    if (inode == null) {
      throw new Refused(LinuxError.EBADF);
    }
    return inode;
  }

  /** A path that must not be empty. */
  byte[] path(int index) {
    byte[] path = pathOrEmpty(index);
    Refused.when(path.length == 0, LinuxError.ENOENT);
    return path;
  }

  byte[] pathOrEmpty(int index) {
    byte[] path = UserMemory.string(arguments[index], PATH_BYTES_MAX);
    Refused.when(path.length > PATH_BYTES_MAX, LinuxError.ENAMETOOLONG);
    return path;
  }

  /** A walk along the path, from the working folder. */
  Walk walk(int path) {
    return new Walk(this, thread.folder().inode, path(path));
  }

  /** A walk along the path, from the folder a descriptor stands for. */
  Walk walk(int directory, int path) {
    byte[] name = path(path);
    return new Walk(this, name[0] == '/' ? InodeId.ROOT : folder(directory), name);
  }

  /** Where a path leads, an empty one to the descriptor itself if the flags allow that. */
  Attributes node(int directory, int path, int flags, boolean follow) {
    byte[] name = pathOrEmpty(path);
    if (name.length > 0 || (flags & Flags.AT_EMPTY_PATH) == 0) {
      return walk(directory, path).node(follow);
    }
    return number(directory) == Flags.AT_FDCWD
        ? vfs().getAttributes(thread.folder().inode)
        : vfs().getAttributes(inode(description(directory)));
  }

  private InodeId folder(int index) {
    if (number(index) == Flags.AT_FDCWD) {
      return thread.folder().inode;
    }
    InodeId inode = inode(description(index));
    Attributes attributes = vfs().getAttributes(inode);
    Refused.when(attributes.type() != FileType.DIRECTORY, LinuxError.ENOTDIR);
    return inode;
  }

  boolean permits(Attributes node, int wanted) {
    return thread.kernel.access.permits(node, wanted, caller);
  }

  void require(Attributes node, int wanted) {
    thread.kernel.access.require(node, wanted, caller);
  }
}
