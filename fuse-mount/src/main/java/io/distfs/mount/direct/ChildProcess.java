package io.distfs.mount.direct;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.libc.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * A child that inherits descriptors, which one of {@link ProcessBuilder} does not. Confined to one
 * thread.
 */
final class ChildProcess {
  private static final MethodHandle SPAWN =
      LibC.function(
          "posix_spawn",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS));
  private static final MethodHandle WAITPID =
      LibC.function(
          "waitpid",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));

  private final int pid;

  private ChildProcess(int pid) {
    this.pid = pid;
  }

  /**
   * Starts a program with this process's environment.
   *
   * @param command the program's path, and its arguments
   * @param variable one more of its environment, NAME=VALUE
   */
  static ChildProcess start(List<String> command, String variable) {
    List<String> environment = new ArrayList<>(List.of(variable));
    System.getenv().forEach((name, value) -> environment.add(name + "=" + value));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
      int failure =
          (int)
              SPAWN.invokeExact(
                  LibC.state(arena),
                  pid,
                  LibC.path(arena, command.getFirst()),
                  MemorySegment.NULL,
                  MemorySegment.NULL,
                  strings(arena, command),
                  strings(arena, environment));
      if (failure != 0) {
        Errno errno = Errno.of(failure);
        throw new FsException(errno, command.getFirst() + " cannot be run: " + errno.words());
      }
      return new ChildProcess(pid.get(ValueLayout.JAVA_INT, 0));
    } catch (Throwable e) {
      throw Device.thrown(e);
    }
  }

  /** Waits for its end; its exit code, or 128 and the number of the signal that killed it. */
  int await() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = LibC.state(arena);
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      while ((int) WAITPID.invokeExact(state, pid, status, 0) < 0) {
        if (LibC.errno(state) != Errno.EINTR.number()) {
          throw new FsException(
              Errno.of(LibC.errno(state)), "waiting for process " + pid + " failed");
        }
      }
      int word = status.get(ValueLayout.JAVA_INT, 0);
      return (word & 0x7f) == 0 ? (word >>> 8) & 0xff : 128 + (word & 0x7f);
    } catch (Throwable e) {
      throw Device.thrown(e);
    }
  }

  /** A NULL-terminated array of C strings. */
  private static MemorySegment strings(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ValueLayout.ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ValueLayout.ADDRESS, i, LibC.path(arena, texts.get(i)));
    }
    return array;
  }
}
