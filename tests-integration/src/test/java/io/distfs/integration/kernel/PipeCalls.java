package io.distfs.integration.kernel;

import static io.distfs.integration.syscall.Flags.O_RDONLY;
import static io.distfs.integration.syscall.Flags.O_WRONLY;
import static io.distfs.integration.syscall.Flags.S_IFSOCK;

import io.distfs.integration.syscall.Flags;
import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.NewMode;
import java.lang.foreign.MemorySegment;

/** pipe2(2), and of sockets what a filesystem sees: their names. Thread-safe. */
final class PipeCalls {
  private static final int FAMILY_BYTES = 2;
  private static final int SOCKET_PERMISSIONS = 0777;

  private final VfsKernel kernel;

  PipeCalls(VfsKernel kernel) {
    this.kernel = kernel;
  }

  long pipe(Call call) {
    MemorySegment ends = call.memory(0, 2L * Integer.BYTES);
    Pipe pipe = new Pipe();
    pipe.open(true, true, false);
    ends.set(UserMemory.INT, 0, end(call, pipe, O_RDONLY));
    ends.set(UserMemory.INT, Integer.BYTES, end(call, pipe, O_WRONLY));
    return 0;
  }

  private int end(Call call, Pipe pipe, int flags) {
    return call.thread()
        .files()
        .add(new Description.OfPipe(kernel.nextNumber(), flags, pipe, null));
  }

  long socket(Call call) {
    return call.thread().files().add(new Description.OfSocket(kernel.nextNumber()));
  }

  long bind(Call call) {
    Description.OfSocket socket = given(call);
    Walk.Place place;
    Attributes made;
    try {
      Walk walk = walk(call);
      place = walk.vacant(false);
      walk.requireNew(place);
      int mode = S_IFSOCK | SOCKET_PERMISSIONS;
      NewMode newMode = new NewMode(mode, call.thread().folder().umask);
      made =
          call.vfs().makeNode(place.inode(), place.name(), newMode, 0, call.caller().creator(mode));
    } catch (Refused e) {
      throw e.error() == LinuxError.EEXIST ? new Refused(LinuxError.EADDRINUSE) : e;
    } catch (FsException e) {
      throw e.errno() == Errno.EEXIST ? new Refused(LinuxError.EADDRINUSE) : e;
    }
    kernel.sockets.put(made.inode(), socket);
    return 0;
  }

  long listen(Call call) {
    given(call).listens = true;
    return 0;
  }

  long connect(Call call) {
    Description.OfSocket _ = given(call);
    Attributes node = walk(call).node(true);
    call.require(node, AccessRules.WRITE);
    Description.OfSocket bound = kernel.sockets.get(node.inode());
    Refused.when(bound == null || !bound.listens, LinuxError.ECONNREFUSED);
    return 0;
  }

  private static Description.OfSocket given(Call call) {
    if (call.opened(0) instanceof Description.OfSocket socket) {
      return socket;
    }
    throw new Refused(LinuxError.EINVAL);
  }

  /** Along the path in a sockaddr_un, which is behind the family. */
  private static Walk walk(Call call) {
    long path = call.at(1) + FAMILY_BYTES;
    return new Call(call.thread(), call.caller(), Flags.AT_FDCWD, path).walk(0, 1);
  }
}
