package io.distfs.cli.place;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The DistFS mounts of this machine, read from the kernel's mount table. Immutable. */
public final class Mounts {
  private static final Path TABLE = Path.of("/proc/self/mounts");
  private static final String TYPE = "fuse.distfs";
  private static final int FIELDS_MIN = 3;

  private final List<Mount> mounts;

  /**
   * One mount.
   *
   * @param source its servers, as the mount command named them
   */
  public record Mount(Path point, String source) {}

  private Mounts(List<Mount> mounts) {
    this.mounts = List.copyOf(mounts);
  }

  /** Those there are now. */
  public static Mounts read() throws IOException {
    return parse(Files.readAllLines(TABLE, StandardCharsets.UTF_8));
  }

  /** Those in the lines of a mount table, proc(5). */
  static Mounts parse(List<String> lines) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : lines) {
      String[] fields = line.split(" ", -1);
      if (fields.length >= FIELDS_MIN && fields[2].equals(TYPE)) {
        mounts.add(new Mount(Path.of(unescape(fields[1])), unescape(fields[0])));
      }
    }
    return new Mounts(mounts);
  }

  /** The mount a path lies in: the longest mount point above it. */
  public Optional<Mount> holding(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Mount best = null;
    for (Mount mount : mounts) {
      if (absolute.startsWith(mount.point())
          && (best == null || mount.point().getNameCount() > best.point().getNameCount())) {
        best = mount;
      }
    }
    return Optional.ofNullable(best);
  }

  /** All of them. */
  public List<Mount> all() {
    return mounts;
  }

  // proc(5): space, tab, newline and backslash stand as a backslash and three octal digits.
  private static String unescape(String field) {
    StringBuilder text = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      if (field.charAt(i) == '\\' && i + 4 <= field.length()) {
        text.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        text.append(field.charAt(i));
      }
    }
    return text.toString();
  }
}
