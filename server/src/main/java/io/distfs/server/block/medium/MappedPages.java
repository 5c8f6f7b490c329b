package io.distfs.server.block.medium;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.distfs.shared.libc.LibC;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Pages of a mapped file, read by the kernel before somebody touches them. Stateless. */
final class MappedPages {
  private static final int MADV_WILLNEED = 3;

  /** Since Linux 5.14. */
  private static final int MADV_POPULATE_READ = 22;

  private static final int EFAULT = 14;
  private static final int EHWPOISON = 133;

  private static final MethodHandle MADVISE =
      LibC.function("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private MappedPages() {}

  /**
   * Has the kernel read and map a range that begins on a page: first all of it at once, then page
   * by page whatever is missing. Java's own way of it, a read of each page, is left for kernels
   * that do not know how.
   *
   * @throws IOException when the device cannot read one of them
   * @throws InternalError the same, from older kernels
   */
  static void load(MemorySegment range) throws IOException {
    if (advise(range, MADV_WILLNEED) != 0) {
      range.load();
      return;
    }
    int error = advise(range, MADV_POPULATE_READ);
    if (error == EFAULT || error == EHWPOISON) {
      throw new IOException("a page cannot be read, madvise errno " + error);
    }
    if (error != 0) {
      range.load();
    }
  }

  private static int advise(MemorySegment range, int advice) {
    MemorySegment state = LibC.state();
    try {
      int result = (int) MADVISE.invokeExact(state, range, range.byteSize(), advice);
      return result == 0 ? 0 : LibC.errno(state);
    } catch (Throwable e) {
      throw LibC.unexpected(e);
    }
  }
}
