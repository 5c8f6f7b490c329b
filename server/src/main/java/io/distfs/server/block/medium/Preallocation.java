package io.distfs.server.block.medium;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * posix_fallocate(3) on a file, so that no page of its mapping can ever lack a disk block (a hole
 * in a mapped file on a full disk is a SIGBUS). Thread-safe.
 *
 * <p>glibc falls back to writing into every block where the filesystem cannot fallocate, so no
 * fallback of our own is needed. It opens the file itself: a FileChannel does not give its
 * descriptor away.
 */
final class Preallocation {
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int EINTR_RETRIES_MAX = 1000;

  private static final MethodHandle OPEN =
      bind(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      bind("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle POSIX_FALLOCATE =
      bind(
          "posix_fallocate",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG));

  private Preallocation() {}

  /**
   * Gives the first bytes of an existing file their disk blocks, extending it when it is shorter.
   *
   * @throws FsException with the errno of the call, ENOSPC first of all
   */
  static void allocate(Path file, long bytes) {
    int descriptor = open(file);
    try {
      int error = fallocate(descriptor, bytes);
      if (error != 0) {
        throw new FsException(
            Errno.of(error), "%s: cannot allocate %d bytes on disk".formatted(file, bytes));
      }
    } finally {
      close(descriptor);
    }
  }

  private static int open(Path file) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(file.toString(), StandardCharsets.UTF_8);
      int descriptor = (int) OPEN.invokeExact(path, O_RDWR | O_CLOEXEC);
      if (descriptor < 0) {
        throw new FsException(Errno.EIO, file + ": cannot open for allocation");
      }
      return descriptor;
    } catch (FsException e) {
      throw e;
    } catch (Throwable e) { // what MethodHandle.invokeExact declares; the call itself throws none
      throw new IllegalStateException("open(2) through FFM", e);
    }
  }

  private static int fallocate(int descriptor, long bytes) {
    for (int attempt = 0; ; attempt++) {
      int error;
      try {
        error = (int) POSIX_FALLOCATE.invokeExact(descriptor, 0L, bytes);
      } catch (Throwable e) { // what MethodHandle.invokeExact declares
        throw new IllegalStateException("posix_fallocate(3) through FFM", e);
      }
      if (error != Errno.EINTR.number() || attempt == EINTR_RETRIES_MAX) {
        return error;
      }
    }
  }

  private static void close(int descriptor) {
    try {
      int ignored = (int) CLOSE.invokeExact(descriptor); // nothing was written through it
    } catch (Throwable e) { // what MethodHandle.invokeExact declares
      throw new IllegalStateException("close(2) through FFM", e);
    }
  }

  @SuppressWarnings("restricted") // three functions of libc, called with checked arguments
  private static MethodHandle bind(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    SymbolLookup libc = Linker.nativeLinker().defaultLookup();
    return Linker.nativeLinker().downcallHandle(libc.findOrThrow(name), descriptor, options);
  }
}
