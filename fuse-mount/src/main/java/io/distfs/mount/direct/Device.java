package io.distfs.mount.direct;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.libc.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * An open /dev/fuse: one read takes one request, one write gives one answer or notification.
 * Thread-safe; each thread brings memory of its own for errno.
 */
final class Device {
  static final String PATH = "/dev/fuse";

  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 02000000;

  private static final MethodHandle OPEN =
      LibC.variadic(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          2);
  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
  private static final MethodHandle READ = LibC.function("read", TRANSFER);
  private static final MethodHandle WRITE = LibC.function("write", TRANSFER);
  private static final MethodHandle CLOSE =
      LibC.function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final int descriptor;

  Device(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Opens the device for a mount to come. */
  static Device open() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = LibC.state(arena);
      int descriptor = (int) OPEN.invokeExact(state, LibC.path(arena, PATH), O_RDWR | O_CLOEXEC);
      if (descriptor < 0) {
        Errno errno = Errno.of(LibC.errno(state));
        throw new FsException(
            errno,
            PATH + " cannot be opened: " + errno.words() + "; load the module: modprobe fuse");
      }
      return new Device(descriptor);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  int descriptor() {
    return descriptor;
  }

  /** Waits for a request; how many bytes it has, or a negative errno. */
  int read(MemorySegment state, MemorySegment buffer) {
    try {
      long count = (long) READ.invokeExact(state, descriptor, buffer, buffer.byteSize());
      return count < 0 ? -LibC.errno(state) : (int) count;
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** Gives an answer of so many bytes; 0, or the errno the kernel refused it with. */
  int write(MemorySegment state, MemorySegment answer, long bytes) {
    try {
      long count = (long) WRITE.invokeExact(state, descriptor, answer, bytes);
      return count < 0 ? LibC.errno(state) : 0;
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** Closes it: where the filesystem is still mounted, its users get ENOTCONN from then on. */
  void close() {
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) CLOSE.invokeExact(LibC.state(arena), descriptor);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** What a call through a method handle threw: never a checked exception here. */
  static RuntimeException thrown(Throwable e) {
    if (e instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }
}
