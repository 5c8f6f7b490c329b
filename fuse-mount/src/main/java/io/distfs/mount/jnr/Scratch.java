package io.distfs.mount.jnr;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory of one worker thread, in which it lays out its answers: libfuse copies an answer
 * into the kernel before the reply function returns, so each answer may overwrite the last.
 */
final class Scratch {
  /** The greatest answer: a read of one request, or a listing of xattrs (XATTR_LIST_MAX). */
  static final int BYTES = 128 << 10;

  private static final long ALIGNMENT = 4096;
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private final MemorySegment memory = Arena.ofAuto().allocate(BYTES, ALIGNMENT);

  private Scratch() {}

  /** Address of this thread's memory. */
  static long address() {
    return OF_THREAD.get().memory.address();
  }
}
