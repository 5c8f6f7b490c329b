package io.distfs.integration.kernel;

import static io.distfs.integration.syscall.Flags.O_CREAT;
import static io.distfs.integration.syscall.Flags.O_DIRECTORY;
import static io.distfs.integration.syscall.Flags.O_EXCL;
import static io.distfs.integration.syscall.Flags.O_NOATIME;
import static io.distfs.integration.syscall.Flags.O_NOFOLLOW;
import static io.distfs.integration.syscall.Flags.O_NONBLOCK;
import static io.distfs.integration.syscall.Flags.O_PATH;
import static io.distfs.integration.syscall.Flags.O_RDONLY;
import static io.distfs.integration.syscall.Flags.O_TMPFILE;
import static io.distfs.integration.syscall.Flags.O_TRUNC;

import io.distfs.client.vfs.Vfs;
import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.NewMode;

/** open(2): the order of do_filp_open. Thread-safe. */
final class OpenCalls {
  /** The one bit of O_TMPFILE that no other flag has. */
  private static final int O_TMPFILE_ONLY = O_TMPFILE & ~O_DIRECTORY;

  private static final int PERMISSIONS = 07777;

  /** What open(2) is asked for once, and is no state of the description. */
  private static final int ONCE = O_CREAT | O_EXCL | O_TRUNC;

  private final VfsKernel kernel;

  OpenCalls(VfsKernel kernel) {
    this.kernel = kernel;
  }

  long open(Call call) {
    int flags = call.number(2);
    boolean makesFolder = (flags & O_CREAT) != 0 && (flags & O_DIRECTORY) != 0;
    Refused.when(makesFolder, LinuxError.EINVAL);
    Description description;
    if ((flags & O_PATH) != 0) {
      description = place(call, flags);
    } else if ((flags & O_TMPFILE_ONLY) != 0) {
      description = unnamed(call, flags);
    } else if ((flags & O_CREAT) != 0) {
      description = created(call, flags);
    } else {
      Attributes node = call.walk(0, 1).node((flags & O_NOFOLLOW) == 0);
      description = existing(call, node, flags);
    }
    return call.thread().files().add(description);
  }

  private Description place(Call call, int flags) {
    Attributes node = call.walk(0, 1).node((flags & O_NOFOLLOW) == 0);
    boolean folder = node.type() == FileType.DIRECTORY;
    Refused.when((flags & O_DIRECTORY) != 0 && !folder, LinuxError.ENOTDIR);
    return new Description.OfPath(kernel.nextNumber(), O_PATH, node.inode());
  }

  private Description unnamed(Call call, int flags) {
    boolean whole = (flags & O_TMPFILE) == O_TMPFILE && (flags & O_CREAT) == 0;
    boolean writes = (flags & Description.O_ACCMODE) != O_RDONLY;
    Refused.when(!whole || !writes, LinuxError.EINVAL);
    Attributes folder = call.walk(0, 1).node(true);
    Refused.when(folder.type() != FileType.DIRECTORY, LinuxError.ENOTDIR);
    call.require(folder, AccessRules.WRITE | AccessRules.EXECUTE);
    NewMode mode = mode(call);
    return file(
        call.vfs().createUnnamed(folder.inode(), mode, flags, call.caller().creator(mode.mode())),
        flags);
  }

  private static NewMode mode(Call call) {
    int mode = FileType.REGULAR.modeBits() | (call.number(3) & PERMISSIONS);
    return new NewMode(mode, call.thread().folder().umask);
  }

  private Description created(Call call, int flags) {
    Walk walk = call.walk(0, 1);
    while (true) {
      Walk.Place place = walk.parent();
      Refused.when(!place.isName() && (flags & O_EXCL) != 0, LinuxError.EEXIST);
      Refused.when(place.slash() || !place.isName(), LinuxError.EISDIR);
      Attributes node = walk.child(place);
      if (node == null) {
        return created(call, walk, place, flags);
      }
      Refused.when((flags & O_EXCL) != 0, LinuxError.EEXIST);
      if (node.type() != FileType.SYMLINK) {
        Refused.when(node.type() == FileType.DIRECTORY, LinuxError.EISDIR);
        return existing(call, node, flags);
      }
      Refused.when((flags & O_NOFOLLOW) != 0, LinuxError.ELOOP);
      walk.follow(node);
    }
  }

  private Description created(Call call, Walk walk, Walk.Place place, int flags) {
    Refused.when(place.folder().nlink() == 0, LinuxError.ENOENT);
    walk.requireEntry(place);
    NewMode mode = mode(call);
    return file(
        call.vfs()
            .create(place.inode(), place.name(), mode, flags, call.caller().creator(mode.mode())),
        flags);
  }

  /** do_open and may_open. */
  private Description existing(Call call, Attributes node, int flags) {
    FileType type = node.type();
    boolean folder = type == FileType.DIRECTORY;
    Refused.when((flags & O_DIRECTORY) != 0 && !folder, LinuxError.ENOTDIR);
    int wanted = wanted(flags);
    Refused.when(type == FileType.SYMLINK, LinuxError.ELOOP);
    Refused.when(folder && (wanted & AccessRules.WRITE) != 0, LinuxError.EISDIR);
    call.require(node, wanted);
    boolean foreign = !call.caller().isOrOutranks(node.uid());
    Refused.when((flags & O_NOATIME) != 0 && foreign, LinuxError.EPERM);
    return switch (type) {
      case REGULAR -> regular(call, node, flags);
      case DIRECTORY ->
          new Description.OfFolder(
              kernel.nextNumber(), flags & ~ONCE, call.vfs().openDirectory(node.inode()));
      case FIFO -> fifo(node, flags);
      case SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE, SYMLINK -> throw new Refused(LinuxError.ENXIO);
    };
  }

  private static int wanted(int flags) {
    int mode =
        switch (flags & Description.O_ACCMODE) {
          case 0 -> AccessRules.READ;
          case 1 -> AccessRules.WRITE;
          default -> AccessRules.READ | AccessRules.WRITE;
        };
    return (flags & O_TRUNC) != 0 ? mode | AccessRules.WRITE : mode;
  }

  /** FUSE_OPEN, which is not told of O_CREAT and O_EXCL. */
  private Description regular(Call call, Attributes node, int flags) {
    if ((flags & O_TRUNC) != 0 && !call.caller().isRoot()) {
      call.dropPrivileges(node.inode());
    }
    Vfs.OpenFile file =
        call.vfs().open(node.inode(), flags & ~(O_CREAT | O_EXCL), call.caller().plain());
    return file(file, flags);
  }

  private Description file(Vfs.OpenFile file, int flags) {
    return new Description.OfFile(kernel.nextNumber(), flags & ~ONCE, file);
  }

  private Description fifo(Attributes node, int flags) {
    Pipe pipe = kernel.fifos.computeIfAbsent(node.inode(), _ -> new Pipe());
    Description end =
        new Description.OfPipe(kernel.nextNumber(), flags & ~ONCE, pipe, node.inode());
    Refused.when(!end.mayRead() && !end.mayWrite(), LinuxError.EINVAL);
    pipe.open(end.mayRead(), end.mayWrite(), (flags & O_NONBLOCK) == 0);
    return end;
  }
}
