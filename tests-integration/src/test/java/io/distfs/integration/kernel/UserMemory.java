package io.distfs.integration.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.distfs.integration.syscall.LinuxError;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The memory of whoever makes a call, by its addresses. Stateless. */
final class UserMemory {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.nativeOrder());

  /** Below it nothing is ever mapped (vm.mmap_min_addr): the addresses that claims fault with. */
  private static final long LOWEST = 4096;

  private UserMemory() {}

  /** So many bytes at an address; EFAULT where there is no memory. */
  @SuppressWarnings("restricted") // the caller says that so many bytes are there
  static MemorySegment at(long address, long bytes) {
    Refused.when(bytes < 0, LinuxError.EINVAL);
    if (bytes == 0) {
      return MemorySegment.NULL;
    }
    Refused.when(address < LOWEST, LinuxError.EFAULT);
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  /** A C string without its NUL; one byte more than the limit stands for all that is longer. */
  static byte[] string(long address, int bytesMax) {
    MemorySegment memory = at(address, bytesMax + 1L);
    int length = 0;
    while (length <= bytesMax && memory.get(JAVA_BYTE, length) != 0) {
      length++;
    }
    return memory.asSlice(0, length).toArray(JAVA_BYTE);
  }

  static void put(MemorySegment memory, byte[] bytes, int count) {
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, count);
  }
}
