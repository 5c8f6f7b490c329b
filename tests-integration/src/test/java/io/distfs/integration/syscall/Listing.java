package io.distfs.integration.syscall;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reading directories by getdents64(2). */
public final class Listing {
  private static final int BUFFER_BYTES = 32 << 10;
  private static final int NAME_AT = 19;

  private Listing() {}

  /**
   * One entry.
   *
   * @param next where lseek(2) continues after it
   * @param type one of the DT constants
   */
  public record Entry(long ino, long next, int type, String name) {}

  /** One call with a buffer of so many bytes; empty at the end of the directory. */
  public static List<Entry> getdents(int fd, int bufferBytes) {
    try (Memory memory = new Memory()) {
      MemorySegment buffer = memory.bytes(bufferBytes);
      long filled = Kernel.call(SystemCall.GETDENTS64, fd, buffer.address(), bufferBytes);
      List<Entry> entries = new ArrayList<>();
      long at = 0;
      while (at < filled) {
        int length = Short.toUnsignedInt(buffer.get(Memory.SHORT, at + 16));
        entries.add(entry(buffer.asSlice(at, length)));
        at += length;
      }
      return entries;
    }
  }

  /** All entries from the descriptor's offset to the end, with the two dots. */
  public static List<Entry> rest(int fd) {
    List<Entry> all = new ArrayList<>();
    for (List<Entry> page = getdents(fd, BUFFER_BYTES);
        !page.isEmpty();
        page = getdents(fd, BUFFER_BYTES)) {
      all.addAll(page);
    }
    return all;
  }

  /** The names in a directory, sorted, without the two dots. */
  public static List<String> list(String path) {
    int fd = Descriptors.open(path, Flags.O_RDONLY | Flags.O_DIRECTORY);
    List<String> names = names(rest(fd));
    Descriptors.close(fd);
    return names;
  }

  /** The names of entries, sorted, without the two dots. */
  public static List<String> names(List<Entry> entries) {
    return entries.stream()
        .map(Entry::name)
        .filter(name -> !name.equals(".") && !name.equals(".."))
        .sorted()
        .toList();
  }

  private static Entry entry(MemorySegment s) {
    int end = NAME_AT;
    while (s.get(ValueLayout.JAVA_BYTE, end) != 0) {
      end++;
    }
    byte[] name = s.asSlice(NAME_AT, end - (long) NAME_AT).toArray(ValueLayout.JAVA_BYTE);
    return new Entry(
        s.get(Memory.LONG, 0),
        s.get(Memory.LONG, 8),
        s.get(ValueLayout.JAVA_BYTE, 18),
        new String(name, StandardCharsets.ISO_8859_1));
  }
}
