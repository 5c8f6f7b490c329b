package io.distfs.mount.jnr;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Native memory by address, unchecked as in C: whoever calls knows the struct behind the address.
 * Stateless.
 */
final class Memory {
  private static final MemorySegment ALL = everything();

  private Memory() {}

  static int getInt(long address) {
    return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
  }

  static long getLong(long address) {
    return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
  }

  static void putByte(long address, byte value) {
    ALL.set(ValueLayout.JAVA_BYTE, address, value);
  }

  static void putInt(long address, int value) {
    ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
  }

  static void putLong(long address, long value) {
    ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
  }

  static void putDouble(long address, double value) {
    ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, address, value);
  }

  static void putBytes(long address, byte[] bytes) {
    MemorySegment.copy(bytes, 0, ALL, ValueLayout.JAVA_BYTE, address, bytes.length);
  }

  static void clear(long address, long bytes) {
    ALL.asSlice(address, bytes).fill((byte) 0);
  }

  /** The bytes at an address, copied. */
  static byte[] bytes(long address, int count) {
    byte[] bytes = new byte[count];
    MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, bytes, 0, count);
    return bytes;
  }

  /** The bytes of a C string, copied, without the NUL. No charset is involved. */
  static byte[] stringBytes(long address) {
    long end = address;
    while (ALL.get(ValueLayout.JAVA_BYTE, end) != 0) {
      end++;
    }
    return bytes(address, Math.toIntExact(end - address));
  }

  /** A direct buffer over the memory itself; valid as long as the memory is. */
  static ByteBuffer buffer(long address, long bytes) {
    return ALL.asSlice(address, bytes).asByteBuffer();
  }

  @SuppressWarnings("restricted") // native structs are what this package is about
  private static MemorySegment everything() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }
}
