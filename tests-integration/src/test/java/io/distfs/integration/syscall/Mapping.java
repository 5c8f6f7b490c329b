package io.distfs.integration.syscall;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** A file mapped into memory. Unmapped by close. */
public record Mapping(MemorySegment memory) implements AutoCloseable {
  /** mmap(2). */
  @SuppressWarnings("restricted") // the kernel gave that many bytes there
  public static Mapping mmap(int fd, long length, int protection, int flags, long offset) {
    long address = Kernel.call(SystemCall.MMAP, 0, length, protection, flags, fd, offset);
    return new Mapping(MemorySegment.ofAddress(address).reinterpret(length));
  }

  public String text(long at, int length) {
    byte[] bytes = memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  public void put(long at, String text) {
    for (int i = 0; i < text.length(); i++) {
      memory.set(ValueLayout.JAVA_BYTE, at + i, (byte) text.charAt(i));
    }
  }

  /** Where it lies. */
  public long address() {
    return memory.address();
  }

  public void msync(int flags) {
    Kernel.call(SystemCall.MSYNC, memory.address(), memory.byteSize(), flags);
  }

  @Override
  public void close() {
    Kernel.call(SystemCall.MUNMAP, memory.address(), memory.byteSize());
  }
}
