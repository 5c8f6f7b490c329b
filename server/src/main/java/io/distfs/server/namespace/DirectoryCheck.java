package io.distfs.server.namespace;

import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every entry ↔ its cookie ↔ its inode; every directory hangs below the root. One run. */
final class DirectoryCheck {
  private final Inspection inspection;
  private final Records records;
  private @Nullable Inode directory;

  DirectoryCheck(Inspection inspection) {
    this.inspection = inspection;
    this.records = inspection.records();
  }

  void run() {
    inspection.each(Table.DENTRY, this::dentry);
    inspection.each(Table.COOKIE, this::cookie);
    checkReachable();
  }

  private void dentry(byte[] key, byte[] value) {
    InodeId in = new InodeId(Keys.numberAt(key, 0));
    Dentry entry = DentryCodec.decodeDentry(DentryCodec.name(Keys.tail(key)), value);
    inspection.entries.add(in.value(), 1);
    inspection.links.add(entry.inode().value(), 1);
    if (entry.type() == FileType.DIRECTORY) {
      inspection.subdirectories.add(in.value(), 1);
    }
    String what = "entry '" + entry.name() + "' of directory " + in;
    checkDirectory(what, in, entry);
    Inode child = records.inode(entry.inode());
    if (child == null) {
      inspection.problem(what + " names inode " + entry.inode() + ", which does not exist");
    } else if (child.type() != entry.type()) {
      inspection.problem(what + " is of type " + entry.type() + ", its inode of " + child.type());
    }
    Dentry byCookie = records.entryAt(in, entry.cookie());
    if (!entry.equals(byCookie)) {
      inspection.problem(what + " has cookie " + entry.cookie() + ", which leads to " + byCookie);
    }
  }

  private void checkDirectory(String what, InodeId in, Dentry entry) {
    Inode holder = directory;
    if (holder == null || !holder.id.equals(in)) {
      holder = records.inode(in);
      directory = holder;
    }
    if (holder == null || !holder.isDirectory()) {
      inspection.problem(what + " lies in what is no directory");
    } else if (entry.cookie() < DirectoryEntry.FIRST_COOKIE
        || entry.cookie() >= holder.nextCookie) {
      inspection.problem(
          what + " has cookie " + entry.cookie() + ", want 16 to " + (holder.nextCookie - 1));
    }
  }

  private void cookie(byte[] key, byte[] value) {
    Inspection.checkLength(key, 2 * Long.BYTES);
    InodeId in = new InodeId(Keys.numberAt(key, 0));
    Dentry entry = DentryCodec.decodeCookie(Keys.numberAt(key, Long.BYTES), value);
    Dentry byName = records.dentry(in, entry.name());
    if (!entry.equals(byName)) {
      inspection.problem(
          "cookie "
              + entry.cookie()
              + " of directory "
              + in
              + " leads to "
              + entry
              + ", the name to "
              + byName);
    }
  }

  /** Directories that lead to one another in a circle hang below nothing. */
  private void checkReachable() {
    Set<InodeId> hanging = new HashSet<>();
    hanging.add(InodeId.ROOT);
    inspection.each(
        Table.INODE,
        (key, value) -> {
          Inode inode = InodeCodec.decode(new InodeId(Keys.numberAt(key, 0)), value);
          if (inode.isDirectory() && inode.nlink > 0) {
            climb(inode, hanging);
          }
        });
  }

  private void climb(Inode from, Set<InodeId> hanging) {
    List<InodeId> way = new ArrayList<>();
    Set<InodeId> seen = new HashSet<>();
    Inode at = from;
    while (at != null && !hanging.contains(at.id)) {
      if (!seen.add(at.id)) {
        inspection.problem("directory " + from.id + " hangs in a circle through " + at.id);
        break;
      }
      way.add(at.id);
      at = records.inode(new InodeId(at.parent));
    }
    if (at == null) {
      inspection.problem("directory " + from.id + " hangs below one that does not exist");
    }
    hanging.addAll(way);
  }
}
