package io.distfs.mount.direct;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.libc.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A pair of connected sockets of which a child inherits one end, to pass an open descriptor back
 * (unix(7), SCM_RIGHTS). Confined to one thread.
 */
final class DescriptorSocket implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;

  private static final StructLayout MSGHDR =
      MemoryLayout.structLayout(
          ValueLayout.ADDRESS.withName("name"),
          ValueLayout.JAVA_INT.withName("namelen"),
          MemoryLayout.paddingLayout(4),
          ValueLayout.ADDRESS.withName("iov"),
          ValueLayout.JAVA_LONG.withName("iovlen"),
          ValueLayout.ADDRESS.withName("control"),
          ValueLayout.JAVA_LONG.withName("controllen"),
          ValueLayout.JAVA_INT.withName("flags"),
          MemoryLayout.paddingLayout(4));

  /** {@code struct cmsghdr} and one descriptor, padded as CMSG_SPACE does. */
  private static final StructLayout CONTROL =
      MemoryLayout.structLayout(
          ValueLayout.JAVA_LONG.withName("len"),
          ValueLayout.JAVA_INT.withName("level"),
          ValueLayout.JAVA_INT.withName("type"),
          ValueLayout.JAVA_INT.withName("descriptor"),
          MemoryLayout.paddingLayout(4));

  private static final MethodHandle SOCKETPAIR =
      LibC.function(
          "socketpair",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS));
  private static final MethodHandle FCNTL =
      LibC.variadic(
          "fcntl",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT),
          2);
  private static final MethodHandle RECVMSG =
      LibC.function(
          "recvmsg",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));

  private final int ours;
  private final int child;
  private boolean childOpen = true;

  private DescriptorSocket(int ours, int child) {
    this.ours = ours;
    this.child = child;
  }

  static DescriptorSocket open() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = LibC.state(arena);
      MemorySegment pair = arena.allocate(ValueLayout.JAVA_INT, 2);
      if ((int) SOCKETPAIR.invokeExact(state, AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
        throw new FsException(Errno.of(LibC.errno(state)), "socketpair failed");
      }
      int ours = pair.getAtIndex(ValueLayout.JAVA_INT, 0);
      int _ = (int) FCNTL.invokeExact(state, ours, F_SETFD, FD_CLOEXEC);
      return new DescriptorSocket(ours, pair.getAtIndex(ValueLayout.JAVA_INT, 1));
    } catch (Throwable e) {
      throw Device.thrown(e);
    }
  }

  /** The end that a child inherits. */
  int childDescriptor() {
    return child;
  }

  /** The child has its end: without ours of it, its death ends {@link #receive}. */
  void closeChildEnd() {
    if (childOpen) {
      childOpen = false;
      new Device(child).close();
    }
  }

  /** Waits for a descriptor; -1 if the other end closes without one. */
  int receive() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = LibC.state(arena);
      MemorySegment data = arena.allocate(1);
      MemorySegment vector = arena.allocate(ValueLayout.JAVA_LONG, 2);
      vector.setAtIndex(ValueLayout.JAVA_LONG, 0, data.address());
      vector.setAtIndex(ValueLayout.JAVA_LONG, 1, data.byteSize());
      MemorySegment control = arena.allocate(CONTROL);
      MemorySegment message = arena.allocate(MSGHDR);
      long count;
      do {
        message.set(ValueLayout.ADDRESS, offset(MSGHDR, "iov"), vector);
        message.set(ValueLayout.JAVA_LONG, offset(MSGHDR, "iovlen"), 1);
        message.set(ValueLayout.ADDRESS, offset(MSGHDR, "control"), control);
        message.set(ValueLayout.JAVA_LONG, offset(MSGHDR, "controllen"), CONTROL.byteSize());
        count = (long) RECVMSG.invokeExact(state, ours, message, MSG_CMSG_CLOEXEC);
      } while (count < 0 && LibC.errno(state) == Errno.EINTR.number());
      boolean passed =
          count > 0
              && control.get(ValueLayout.JAVA_INT, offset(CONTROL, "level")) == SOL_SOCKET
              && control.get(ValueLayout.JAVA_INT, offset(CONTROL, "type")) == SCM_RIGHTS;
      return passed ? control.get(ValueLayout.JAVA_INT, offset(CONTROL, "descriptor")) : -1;
    } catch (Throwable e) {
      throw Device.thrown(e);
    }
  }

  @Override
  public void close() {
    closeChildEnd();
    new Device(ours).close();
  }

  private static long offset(StructLayout struct, String field) {
    return KernelStructs.at(struct, field);
  }
}
