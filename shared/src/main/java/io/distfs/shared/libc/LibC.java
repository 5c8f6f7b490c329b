package io.distfs.shared.libc;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * Functions of the C library, each called with a place for its errno as first argument. Stateless.
 */
public final class LibC {
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final ThreadLocal<MemorySegment> THREAD_STATE =
      ThreadLocal.withInitial(() -> state(Arena.ofAuto()));

  private LibC() {}

  /** A function, to be called by {@code invokeExact(state, ...)}; the type is its C one. */
  @SuppressWarnings("restricted") // as safe as the type given is right
  public static MethodHandle function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), type, Linker.Option.captureCallState("errno"));
  }

  /**
   * A function with variable arguments, of which the type names some.
   *
   * @param fixed how many arguments come before the variable ones
   */
  @SuppressWarnings("restricted") // as safe as the type given is right
  public static MethodHandle variadic(String name, FunctionDescriptor type, int fixed) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        type,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(fixed));
  }

  /** Where a call leaves its errno. */
  public static MemorySegment state(Arena arena) {
    return arena.allocate(STATE);
  }

  /**
   * Where the calls of this thread may leave their errno: each call overwrites that of the last.
   */
  public static MemorySegment state() {
    return THREAD_STATE.get();
  }

  /** For whoever has to catch what invoking a function is declared to throw, and never does. */
  public static RuntimeException unexpected(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      return exception;
    }
    return new IllegalStateException("a downcall throws nothing", thrown);
  }

  /** The errno of a call that failed. */
  public static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /** A path's bytes, in the encoding Java itself reads paths with. */
  public static byte[] bytes(String path) {
    return path.getBytes(Charset.forName(System.getProperty("sun.jnu.encoding")));
  }

  /** A path as a C string. */
  public static MemorySegment path(Arena arena, String path) {
    byte[] bytes = bytes(path);
    return arena.allocateFrom(ValueLayout.JAVA_BYTE, Arrays.copyOf(bytes, bytes.length + 1));
  }
}
