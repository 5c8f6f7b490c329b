package io.distfs.integration.syscall;

import static io.distfs.integration.syscall.Flags.AT_FDCWD;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Calls that make and end file descriptors. What this thread opened and did not close is closed by
 * {@link #closeAll}, so that a claim that fails leaves nothing open.
 */
public final class Descriptors {
  /** By the kernel, of whose numbers another knows nothing. */
  private static final ThreadLocal<Map<CallingThread, Set<Integer>>> OPEN =
      ThreadLocal.withInitial(HashMap::new);

  private Descriptors() {}

  public static int open(String path, int flags) {
    return openat(AT_FDCWD, path, flags, 0);
  }

  public static int open(String path, int flags, int mode) {
    return openat(AT_FDCWD, path, flags, mode);
  }

  public static int openat(int directory, String path, int flags) {
    return openat(directory, path, flags, 0);
  }

  public static int openat(int directory, String path, int flags, int mode) {
    try (Memory memory = new Memory()) {
      return opened(Kernel.call(SystemCall.OPENAT, directory, memory.string(path), flags, mode));
    }
  }

  public static void close(int fd) {
    open().remove(fd);
    Kernel.call(SystemCall.CLOSE, fd);
  }

  public static int dup(int fd) {
    return opened(Kernel.call(SystemCall.DUP, fd));
  }

  /** The reading and the writing end. */
  public static List<Integer> pipe() {
    try (Memory memory = new Memory()) {
      MemorySegment ends = memory.bytes(8);
      Kernel.call(SystemCall.PIPE2, ends.address(), 0);
      return List.of(opened(ends.get(Memory.INT, 0)), opened(ends.get(Memory.INT, 4)));
    }
  }

  /** A Unix stream socket. */
  public static int socket() {
    return opened(Kernel.call(SystemCall.SOCKET, 1, 1, 0));
  }

  public static void bind(int fd, String path) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.BIND, fd, address(memory, path), path.length() + 3L);
    }
  }

  public static void listen(int fd) {
    Kernel.call(SystemCall.LISTEN, fd, 1);
  }

  public static void connect(int fd, String path) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.CONNECT, fd, address(memory, path), path.length() + 3L);
    }
  }

  /** Any fcntl whose argument is a number. */
  public static int fcntl(int fd, int command, long argument) {
    int result = (int) Kernel.call(SystemCall.FCNTL, fd, command, argument);
    return command == Flags.F_DUPFD ? opened(result) : result;
  }

  /** An ioctl whose argument is a number. */
  public static int ioctl(int fd, long request, long argument) {
    return (int) Kernel.call(SystemCall.IOCTL, fd, request, argument);
  }

  /** FIONREAD: the bytes between the offset and the end. */
  public static int bytesLeft(int fd) {
    try (Memory memory = new Memory()) {
      MemorySegment count = memory.bytes(4);
      Kernel.call(SystemCall.IOCTL, fd, Flags.FIONREAD, count.address());
      return count.get(Memory.INT, 0);
    }
  }

  /** Closes what this thread has open. */
  public static void closeAll() {
    for (int fd : open()) {
      Kernel.attempt(SystemCall.CLOSE, fd);
    }
    open().clear();
  }

  // sun_family AF_UNIX, then the path with its NUL.
  private static long address(Memory memory, String path) {
    MemorySegment address = memory.bytes(path.length() + 3L);
    address.set(Memory.SHORT, 0, (short) 1);
    for (int i = 0; i < path.length(); i++) {
      address.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 2L + i, (byte) path.charAt(i));
    }
    return address.address();
  }

  private static Set<Integer> open() {
    return OPEN.get().computeIfAbsent(Kernel.current(), _ -> new LinkedHashSet<>());
  }

  static int opened(long fd) {
    open().add((int) fd);
    return (int) fd;
  }
}
