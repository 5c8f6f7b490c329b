package io.distfs.mount.jnr;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.util.List;

/**
 * {@code struct fuse_args} (argc, argv, allocated) and other C strings, in an arena. Paths are in
 * the encoding that this Java reads paths with, whatever the default charset is.
 */
final class Arguments {
  private static final Charset PATHS = Charset.forName(System.getProperty("sun.jnu.encoding"));
  private static final long ARGV = 8;
  private static final long BYTES = 24;

  private Arguments() {}

  /** Address of the struct for {@code distfs -o OPTION,OPTION,...}. */
  static long of(Arena arena, List<String> options) {
    List<String> words = List.of("distfs", "-o", String.join(",", options));
    MemorySegment argv = arena.allocate((words.size() + 1L) * Long.BYTES, Long.BYTES);
    for (int i = 0; i < words.size(); i++) {
      Memory.putLong(argv.address() + (long) i * Long.BYTES, string(arena, words.get(i)));
    }
    MemorySegment struct = arena.allocate(BYTES, Long.BYTES);
    Memory.putInt(struct.address(), words.size());
    Memory.putLong(struct.address() + ARGV, argv.address());
    return struct.address();
  }

  /** Address of a C string. */
  static long string(Arena arena, String text) {
    byte[] bytes = text.getBytes(PATHS);
    long address = arena.allocate(bytes.length + 1L).address();
    Memory.putBytes(address, bytes);
    return address;
  }
}
