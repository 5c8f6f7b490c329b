package io.distfs.mount.point;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mounts that this process sees, as {@code /proc/self/mounts} lists them. Immutable. */
final class MountTable {
  private static final Path TABLE = Path.of("/proc/self/mounts");
  private static final int FIELDS_MIN = 3;

  private final List<Mounted> mounts;

  private MountTable(List<Mounted> mounts) {
    this.mounts = List.copyOf(mounts);
  }

  /** One line of the table. */
  record Mounted(String source, String point, String type) {
    boolean isOurs() {
      return type.equals("fuse.distfs");
    }
  }

  /** The table now. Read without touching any mount: a dead one would fail or hang. */
  static MountTable read() throws IOException {
    List<Mounted> mounts = new ArrayList<>();
    for (String line : Files.readAllLines(TABLE, StandardCharsets.ISO_8859_1)) {
      String[] fields = line.split(" ", -1);
      if (fields.length >= FIELDS_MIN) {
        mounts.add(new Mounted(unescaped(fields[0]), unescaped(fields[1]), fields[2]));
      }
    }
    return new MountTable(mounts);
  }

  /** What is mounted on a path, the last mount if there are several. */
  Optional<Mounted> on(Path point) {
    byte[] bytes = point.toString().getBytes(StandardCharsets.UTF_8);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return mounts.stream().filter(m -> m.point().equals(text)).reduce((first, last) -> last);
  }

  /** proc(5): space, tab, newline and backslash stand as {@code \ooo}. */
  private static String unescaped(String field) {
    StringBuilder text = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      if (field.charAt(i) == '\\' && i + 3 < field.length()) {
        text.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        text.append(field.charAt(i));
      }
    }
    return text.toString();
  }
}
