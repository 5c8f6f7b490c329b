package io.distfs.mount.point;

import io.distfs.shared.libc.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells a FUSE mount whose process is gone from one that only fails or is slow. The kernel answers
 * statfs(2) for the first with ENOTCONN, at once; every other answer, or none, comes from a process
 * that lives. Java's own calls show an errno only as a sentence in the user's language.
 */
final class DeadMount {
  private static final int ENOTCONN = 107; // asm-generic/errno.h
  private static final int NO_ANSWER = -1;

  /** Longest struct statfs of any architecture, with room to spare. */
  private static final long STATFS_BYTES = 512;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final MethodHandle STATFS =
      LibC.function(
          "statfs",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));

  private DeadMount() {}

  /** Whether what is mounted there has lost its process. Returns within about a second. */
  static boolean isAt(Path point) {
    AtomicInteger errno = new AtomicInteger(NO_ANSWER);
    Thread asking =
        Thread.ofPlatform()
            .daemon()
            .name("distfs-statfs")
            .start(() -> errno.set(statfsErrno(point.toString())));
    try {
      asking.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return errno.get() == ENOTCONN;
  }

  /** The errno of statfs(2) on a path; 0 if it succeeds. */
  static int statfsErrno(String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = LibC.state(arena);
      MemorySegment answer = arena.allocate(STATFS_BYTES, Long.BYTES);
      int result = (int) STATFS.invokeExact(state, LibC.path(arena, path), answer);
      return result == 0 ? 0 : LibC.errno(state);
    } catch (Throwable e) { // what MethodHandle.invokeExact declares; statfs throws nothing
      throw new IllegalStateException("calling statfs", e);
    }
  }
}
