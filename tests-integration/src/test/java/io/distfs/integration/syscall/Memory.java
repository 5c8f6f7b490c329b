package io.distfs.integration.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Memory for the arguments of one system call. Confined to its thread; freed by close. */
final class Memory implements AutoCloseable {
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.nativeOrder());

  private final Arena arena = Arena.ofConfined();

  /** Zeroed bytes. */
  MemorySegment bytes(long size) {
    return arena.allocate(Math.max(1, size), 8);
  }

  /** Zeroed bytes at an address that is a multiple of the alignment. */
  MemorySegment aligned(long size, long alignment) {
    return arena.allocate(Math.max(1, size), alignment);
  }

  MemorySegment copy(byte[] content) {
    MemorySegment segment = bytes(content.length);
    MemorySegment.copy(content, 0, segment, ValueLayout.JAVA_BYTE, 0, content.length);
    return segment;
  }

  /** A name or path as a C string: one byte per character, so that any byte can be written. */
  long string(String text) {
    byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
    MemorySegment segment = bytes(content.length + 1L);
    MemorySegment.copy(content, 0, segment, ValueLayout.JAVA_BYTE, 0, content.length);
    return segment.address();
  }

  MemorySegment ints(int... values) {
    MemorySegment segment = bytes(4L * values.length);
    for (int i = 0; i < values.length; i++) {
      segment.set(INT, 4L * i, values[i]);
    }
    return segment;
  }

  MemorySegment longs(long... values) {
    MemorySegment segment = bytes(8L * values.length);
    for (int i = 0; i < values.length; i++) {
      segment.set(LONG, 8L * i, values[i]);
    }
    return segment;
  }

  static byte[] toArray(MemorySegment segment, long length) {
    return segment.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public void close() {
    arena.close();
  }
}
