package io.distfs.integration.syscall;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Calls on the content of a file. Texts are bytes, one per character. */
public final class Data {
  private Data() {}

  public static byte[] read(int fd, long count) {
    try (Memory memory = new Memory()) {
      MemorySegment buffer = memory.bytes(count);
      return Memory.toArray(buffer, Kernel.call(SystemCall.READ, fd, buffer.address(), count));
    }
  }

  /** As read(2), as text. */
  public static String readText(int fd, long count) {
    return new String(read(fd, count), StandardCharsets.ISO_8859_1);
  }

  public static byte[] pread(int fd, long count, long offset) {
    try (Memory memory = new Memory()) {
      MemorySegment buffer = memory.bytes(count);
      return Memory.toArray(
          buffer, Kernel.call(SystemCall.PREAD64, fd, buffer.address(), count, offset));
    }
  }

  /** As pread(2), as text. */
  public static String preadText(int fd, long count, long offset) {
    return new String(pread(fd, count, offset), StandardCharsets.ISO_8859_1);
  }

  public static long write(int fd, byte[] content) {
    try (Memory memory = new Memory()) {
      return Kernel.call(SystemCall.WRITE, fd, memory.copy(content).address(), content.length);
    }
  }

  public static long write(int fd, String text) {
    return write(fd, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public static long pwrite(int fd, byte[] content, long offset) {
    try (Memory memory = new Memory()) {
      return Kernel.call(
          SystemCall.PWRITE64, fd, memory.copy(content).address(), content.length, offset);
    }
  }

  public static long pwrite(int fd, String text, long offset) {
    return pwrite(fd, text.getBytes(StandardCharsets.ISO_8859_1), offset);
  }

  /** write(2) with a buffer anywhere in memory, for addresses that fault and for O_DIRECT. */
  public static long writeFrom(int fd, long address, long count) {
    return Kernel.call(SystemCall.WRITE, fd, address, count);
  }

  /** read(2) into a buffer anywhere in memory. */
  public static long readInto(int fd, long address, long count) {
    return Kernel.call(SystemCall.READ, fd, address, count);
  }

  /** pwrite(2) from memory at an alignment plus a skew, as O_DIRECT cares. */
  public static long pwriteAligned(int fd, byte[] content, long offset, int skew) {
    try (Memory memory = new Memory()) {
      MemorySegment buffer = memory.aligned(content.length + (long) skew, 4096);
      MemorySegment.copy(
          content, 0, buffer, java.lang.foreign.ValueLayout.JAVA_BYTE, skew, content.length);
      return Kernel.call(SystemCall.PWRITE64, fd, buffer.address() + skew, content.length, offset);
    }
  }

  /** pread(2) into memory aligned to a page. */
  public static byte[] preadAligned(int fd, long count, long offset) {
    try (Memory memory = new Memory()) {
      MemorySegment buffer = memory.aligned(count, 4096);
      return Memory.toArray(
          buffer, Kernel.call(SystemCall.PREAD64, fd, buffer.address(), count, offset));
    }
  }

  public static long writev(int fd, String... parts) {
    try (Memory memory = new Memory()) {
      return Kernel.call(SystemCall.WRITEV, fd, vector(memory, parts), parts.length);
    }
  }

  /** writev at the end of the file whatever the descriptor's flags: pwritev2 with RWF_APPEND. */
  public static long appendv(int fd, String... parts) {
    try (Memory memory = new Memory()) {
      return Kernel.call(
          SystemCall.PWRITEV2, fd, vector(memory, parts), parts.length, 0, 0, Flags.RWF_APPEND);
    }
  }

  /** readv(2) into buffers of these sizes; the bytes of all of them. */
  public static String readv(int fd, int... sizes) {
    try (Memory memory = new Memory()) {
      MemorySegment vector = memory.bytes(16L * sizes.length);
      int total = 0;
      for (int size : sizes) {
        total += size;
      }
      MemorySegment buffer = memory.bytes(total);
      long at = 0;
      for (int i = 0; i < sizes.length; i++) {
        vector.set(Memory.LONG, 16L * i, buffer.address() + at);
        vector.set(Memory.LONG, 16L * i + 8, sizes[i]);
        at += sizes[i];
      }
      long count = Kernel.call(SystemCall.READV, fd, vector.address(), sizes.length);
      return new String(Memory.toArray(buffer, count), StandardCharsets.ISO_8859_1);
    }
  }

  public static long lseek(int fd, long offset, int whence) {
    return Kernel.call(SystemCall.LSEEK, fd, offset, whence);
  }

  public static void ftruncate(int fd, long size) {
    Kernel.call(SystemCall.FTRUNCATE, fd, size);
  }

  public static void truncate(String path, long size) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.TRUNCATE, memory.string(path), size);
    }
  }

  /** truncate(2) of a path at an address that may be no memory at all. */
  public static void truncateAt(long address) {
    Kernel.call(SystemCall.TRUNCATE, address, 0);
  }

  public static void fallocate(int fd, int mode, long offset, long length) {
    Kernel.call(SystemCall.FALLOCATE, fd, mode, offset, length);
  }

  /** copy_file_range(2) at both descriptors' own offsets. */
  public static long copyFileRange(int from, int to, long count) {
    return Kernel.call(SystemCall.COPY_FILE_RANGE, from, 0, to, 0, count, 0);
  }

  /** copy_file_range(2) at given offsets. */
  public static long copyFileRange(int from, long fromOffset, int to, long toOffset, long count) {
    try (Memory memory = new Memory()) {
      MemorySegment offsets = memory.longs(fromOffset, toOffset);
      return Kernel.call(
          SystemCall.COPY_FILE_RANGE, from, offsets.address(), to, offsets.address() + 8, count, 0);
    }
  }

  /** sendfile(2) from an offset. */
  public static long sendfile(int to, int from, long offset, long count) {
    try (Memory memory = new Memory()) {
      return Kernel.call(SystemCall.SENDFILE, to, from, memory.longs(offset).address(), count);
    }
  }

  public static void fsync(int fd) {
    Kernel.call(SystemCall.FSYNC, fd);
  }

  public static void fdatasync(int fd) {
    Kernel.call(SystemCall.FDATASYNC, fd);
  }

  public static void syncfs(int fd) {
    Kernel.call(SystemCall.SYNCFS, fd);
  }

  public static void fadvise(int fd, long offset, long length, int advice) {
    Kernel.call(SystemCall.FADVISE64, fd, offset, length, advice);
  }

  private static long vector(Memory memory, String... parts) {
    MemorySegment vector = memory.bytes(16L * parts.length);
    for (int i = 0; i < parts.length; i++) {
      vector.set(
          Memory.LONG,
          16L * i,
          memory.copy(parts[i].getBytes(StandardCharsets.ISO_8859_1)).address());
      vector.set(Memory.LONG, 16L * i + 8, parts[i].length());
    }
    return vector.address();
  }
}
