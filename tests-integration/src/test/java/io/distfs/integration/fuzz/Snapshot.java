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
import java.util.Arrays;

/** A tree as text: names, attributes, contents, targets and extended attributes. Stateless. */
final class Snapshot {
  private static final int CONTENT_MAX = 1 << 20;

  private Snapshot() {}

  static String of(String folder) {
    StringBuilder text = new StringBuilder();
    add(text, folder);
    return text.toString();
  }

  /** What must be the same: no inode number, device or time, no size or blocks of a folder. */
  static String attributes(Stat stat) {
    long size = stat.type() == S_IFDIR ? 0 : stat.size();
    return "%o links %d owner %d:%d size %d"
        .formatted(stat.mode(), stat.nlink(), stat.uid(), stat.gid(), size);
  }

  private static void add(StringBuilder text, String path) {
    Stat stat = Attributes.lstat(path);
    text.append(path).append(": ").append(attributes(stat));
    if (stat.type() == S_IFLNK) {
      text.append(" -> ").append(Names.readlink(path));
    } else if (stat.type() == S_IFREG) {
      text.append(" content ").append(content(path));
    }
    if (stat.type() == S_IFREG || stat.type() == S_IFDIR) {
      for (String name : Xattrs.listxattr(path)) {
        text.append(' ').append(name).append('=').append(Xattrs.getxattr(path, name));
      }
    }
    text.append('\n');
    if (stat.type() == S_IFDIR) {
      Listing.list(path).forEach(name -> add(text, path + "/" + name));
    }
  }

  private static int content(String path) {
    int fd = Descriptors.open(path, O_RDONLY);
    int hash = Arrays.hashCode(Data.pread(fd, CONTENT_MAX, 0));
    Descriptors.close(fd);
    return hash;
  }
}
