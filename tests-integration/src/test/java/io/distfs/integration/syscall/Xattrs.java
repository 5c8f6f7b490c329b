package io.distfs.integration.syscall;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Extended attributes. Values are bytes, one per character where they are texts. */
public final class Xattrs {
  private static final int BUFFER_BYTES = 64 << 10;

  private Xattrs() {}

  public static void setxattr(String path, String name, byte[] value, int flags) {
    set(SystemCall.SETXATTR, path, name, value, flags);
  }

  public static void setxattr(String path, String name, String value) {
    set(SystemCall.SETXATTR, path, name, value.getBytes(StandardCharsets.ISO_8859_1), 0);
  }

  public static void setxattr(String path, String name, String value, int flags) {
    set(SystemCall.SETXATTR, path, name, value.getBytes(StandardCharsets.ISO_8859_1), flags);
  }

  public static void lsetxattr(String path, String name, String value) {
    set(SystemCall.LSETXATTR, path, name, value.getBytes(StandardCharsets.ISO_8859_1), 0);
  }

  public static void fsetxattr(int fd, String name, String value) {
    try (Memory memory = new Memory()) {
      MemorySegment bytes = memory.copy(value.getBytes(StandardCharsets.ISO_8859_1));
      Kernel.call(
          SystemCall.FSETXATTR, fd, memory.string(name), bytes.address(), value.length(), 0);
    }
  }

  public static String getxattr(String path, String name) {
    return new String(getxattrBytes(path, name), StandardCharsets.ISO_8859_1);
  }

  public static byte[] getxattrBytes(String path, String name) {
    return get(SystemCall.GETXATTR, path, name, BUFFER_BYTES);
  }

  /** With a buffer of so many bytes. */
  public static byte[] getxattr(String path, String name, int size) {
    return get(SystemCall.GETXATTR, path, name, size);
  }

  public static String lgetxattr(String path, String name) {
    return new String(
        get(SystemCall.LGETXATTR, path, name, BUFFER_BYTES), StandardCharsets.ISO_8859_1);
  }

  public static String fgetxattr(int fd, String name) {
    try (Memory memory = new Memory()) {
      MemorySegment value = memory.bytes(BUFFER_BYTES);
      long length =
          Kernel.call(SystemCall.FGETXATTR, fd, memory.string(name), value.address(), BUFFER_BYTES);
      return new String(Memory.toArray(value, length), StandardCharsets.ISO_8859_1);
    }
  }

  /** The size a value has, asked with an empty buffer. */
  public static long getxattrSize(String path, String name) {
    try (Memory memory = new Memory()) {
      return Kernel.call(SystemCall.GETXATTR, memory.string(path), memory.string(name), 0, 0);
    }
  }

  /** Names, sorted. */
  public static List<String> listxattr(String path) {
    try (Memory memory = new Memory()) {
      MemorySegment list = memory.bytes(BUFFER_BYTES);
      long length =
          Kernel.call(SystemCall.LISTXATTR, memory.string(path), list.address(), BUFFER_BYTES);
      return split(Memory.toArray(list, length));
    }
  }

  /** The names' bytes, with a buffer of so many bytes; with none, only counted. */
  public static long listxattrSize(String path, int size) {
    try (Memory memory = new Memory()) {
      long list = size == 0 ? 0 : memory.bytes(size).address();
      return Kernel.call(SystemCall.LISTXATTR, memory.string(path), list, size);
    }
  }

  /** Names, sorted. */
  public static List<String> flistxattr(int fd) {
    try (Memory memory = new Memory()) {
      MemorySegment list = memory.bytes(BUFFER_BYTES);
      long length = Kernel.call(SystemCall.FLISTXATTR, fd, list.address(), BUFFER_BYTES);
      return split(Memory.toArray(list, length));
    }
  }

  /** Names on a symlink itself, sorted. */
  public static List<String> llistxattr(String path) {
    try (Memory memory = new Memory()) {
      MemorySegment list = memory.bytes(BUFFER_BYTES);
      long length =
          Kernel.call(SystemCall.LLISTXATTR, memory.string(path), list.address(), BUFFER_BYTES);
      return split(Memory.toArray(list, length));
    }
  }

  public static void removexattr(String path, String name) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.REMOVEXATTR, memory.string(path), memory.string(name));
    }
  }

  public static void lremovexattr(String path, String name) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.LREMOVEXATTR, memory.string(path), memory.string(name));
    }
  }

  public static void fremovexattr(int fd, String name) {
    try (Memory memory = new Memory()) {
      Kernel.call(SystemCall.FREMOVEXATTR, fd, memory.string(name));
    }
  }

  private static void set(SystemCall call, String path, String name, byte[] value, int flags) {
    try (Memory memory = new Memory()) {
      Kernel.call(
          call,
          memory.string(path),
          memory.string(name),
          memory.copy(value).address(),
          value.length,
          flags);
    }
  }

  private static byte[] get(SystemCall call, String path, String name, int size) {
    try (Memory memory = new Memory()) {
      MemorySegment value = memory.bytes(size);
      long length =
          Kernel.call(call, memory.string(path), memory.string(name), value.address(), size);
      return Memory.toArray(value, length);
    }
  }

  private static List<String> split(byte[] names) {
    String text = new String(names, StandardCharsets.ISO_8859_1);
    return Arrays.stream(text.split("\0", -1)).filter(name -> !name.isEmpty()).sorted().toList();
  }
}
