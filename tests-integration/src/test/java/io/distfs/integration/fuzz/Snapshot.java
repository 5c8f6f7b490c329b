package io.distfs.integration.fuzz;

import static io.distfs.integration.syscall.Flags.O_RDONLY;
import static io.distfs.integration.syscall.Flags.S_IFDIR;
import static io.distfs.integration.syscall.Flags.S_IFLNK;
import static io.distfs.integration.syscall.Flags.S_IFREG;

import io.distfs.integration.syscall.Attributes;
import io.distfs.integration.syscall.Data;
import io.distfs.integration.syscall.Descriptors;
import io.distfs.integration.syscall.Listing;
import io.distfs.integration.syscall.Names;
import io.distfs.integration.syscall.Stat;
import io.distfs.integration.syscall.Xattrs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** A tree as text: names, attributes, contents, targets and extended attributes. Stateless. */
final class Snapshot {
  private static final int PIECE = 1 << 20;

  private Snapshot() {}

  static String of(String folder) {
    StringBuilder text = new StringBuilder();
    add(text, folder);
    return text.toString();
  }

  /** Removes the tree below a folder, and the folder. */
  static void remove(String folder) {
    for (String name : Listing.list(folder)) {
      String path = folder + "/" + name;
      if (Attributes.lstat(path).type() == S_IFDIR) {
        remove(path);
      } else {
        Names.unlink(path);
      }
    }
    Names.rmdir(folder);
  }

  private static void add(StringBuilder text, String path) {
    Stat stat = Attributes.lstat(path);
    text.append(path).append(": ").append(Sight.shown(stat));
    if (stat.type() == S_IFLNK) {
      text.append(" -> ").append(Names.readlink(path));
    } else if (stat.type() == S_IFREG) {
      text.append(" content ")
          .append(path.endsWith(Crowd.LOG) ? log(path) : content(path, stat.size()));
    }
    if (stat.type() == S_IFREG || stat.type() == S_IFDIR) {
      for (String name : Xattrs.listxattr(path)) {
        byte[] value = Xattrs.getxattrBytes(path, name);
        text.append(' ').append(name).append('=').append(HexFormat.of().formatHex(value));
      }
    }
    text.append('\n');
    if (stat.type() == S_IFDIR) {
      Listing.list(path).forEach(name -> add(text, path + "/" + name));
    }
  }

  private static int content(String path, long size) {
    int fd = Descriptors.open(path, O_RDONLY);
    try {
      int hash = 0;
      for (long at = 0; at < size; at += PIECE) {
        byte[] piece = Data.pread(fd, Math.min(PIECE, size - at), at);
        hash = 31 * hash + Arrays.hashCode(piece);
      }
      return hash;
    } finally {
      Descriptors.close(fd);
    }
  }

  // Who appended first is chance; that every line is there whole, and once, is not.
  private static String log(String path) {
    int fd = Descriptors.open(path, O_RDONLY);
    try {
      String lines = new String(Data.pread(fd, PIECE, 0), StandardCharsets.ISO_8859_1);
      return lines.lines().sorted().collect(Collectors.joining(","));
    } finally {
      Descriptors.close(fd);
    }
  }
}
