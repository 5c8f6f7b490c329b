package io.distfs.shared.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.distfs.shared.libc.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Sends a datagram to a unix socket, which Java's channels cannot. Stateless. */
final class UnixDatagram {
  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 02000000;

  /** {@code struct sockaddr_un}: two bytes of family, then the path. */
  private static final int FAMILY_BYTES = 2;

  private static final int PATH_BYTES_MAX = 108;
  private static final int ENAMETOOLONG = 36;

  private static final MethodHandle SOCKET =
      LibC.function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SEND_TO =
      LibC.function(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CLOSE =
      LibC.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private UnixDatagram() {}

  /** Sends; returns 0 or the errno. */
  static int send(String socketPath, byte[] message) {
    byte[] path = LibC.bytes(socketPath);
    if (path.length >= PATH_BYTES_MAX) {
      return ENAMETOOLONG;
    }
    if (path[0] == '@') {
      path[0] = 0; // the abstract namespace
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = LibC.state(arena);
      MemorySegment address = arena.allocate(FAMILY_BYTES + path.length);
      address.set(JAVA_SHORT, 0, AF_UNIX);
      MemorySegment.copy(path, 0, address, JAVA_BYTE, FAMILY_BYTES, path.length);
      MemorySegment body = arena.allocateFrom(JAVA_BYTE, message);
      int socket = (int) SOCKET.invokeExact(state, (int) AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (socket < 0) {
        return LibC.errno(state);
      }
      long sent =
          (long)
              SEND_TO.invokeExact(
                  state, socket, body, body.byteSize(), 0, address, (int) address.byteSize());
      int result = sent < 0 ? LibC.errno(state) : 0;
      int _ = (int) CLOSE.invokeExact(state, socket);
      return result;
    } catch (Throwable e) { // what MethodHandle.invokeExact declares; these functions throw nothing
      throw new IllegalStateException("calling libc", e);
    }
  }
}
