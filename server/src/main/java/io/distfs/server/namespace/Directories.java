package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.InodeId;

/** Changes of directory entries, and what every one of them does to times and hints. Stateless. */
final class Directories {
  private static final int STICKY = 01000;

  private Directories() {}

  /** The entry of that name: ENOENT. */
  static Dentry entry(Transition transition, Inode directory, FileName name) {
    Dentry entry = transition.records().dentry(directory.id, name);
    if (entry == null) {
      throw new Refusal(Errno.ENOENT);
    }
    return entry;
  }

  /** A new name; its cookie is above all earlier ones. */
  static void add(Transition transition, Inode directory, FileName name, Inode child) {
    long cookie = directory.nextCookie++;
    directory.entries++;
    put(transition, directory, new Dentry(name, child.id, child.type(), cookie), child);
  }

  /** The name stays, with its cookie (so a listing sees it exactly once), and names another. */
  static void replace(Transition transition, Inode directory, Dentry old, Inode child) {
    put(transition, directory, new Dentry(old.name(), child.id, child.type(), old.cookie()), child);
  }

  static void remove(Transition transition, Inode directory, Dentry entry) {
    MetaTransaction transaction = transition.transaction();
    transaction.delete(Table.DENTRY, Keys.dentry(directory.id, entry.name()));
    transaction.delete(Table.COOKIE, Keys.cookie(directory.id, entry.cookie()));
    directory.entries--;
    changed(transition, directory);
  }

  /**
   * One link less. A directory loses all of them; what has none left becomes an orphan.
   *
   * @return its number among the orphans, 0 if links remain
   */
  static long unlinked(Transition transition, Inode directory, Dentry entry, Inode victim) {
    victim.nlink = victim.isDirectory() ? 0 : victim.nlink - 1;
    victim.ctime = transition.now();
    transition.touch(victim);
    if (victim.nlink > 0) {
      loseHint(directory, entry, victim);
      return 0;
    }
    victim.parentCookie = 0;
    if (!victim.isDirectory()) {
      victim.parent = 0;
    }
    return Orphans.add(transition, victim);
  }

  /** The hint of a file that keeps other names must not point to one that is gone. */
  static void loseHint(Inode directory, Dentry entry, Inode child) {
    if (child.parent == directory.id.value() && child.parentCookie == entry.cookie()) {
      child.parent = 0;
      child.parentCookie = 0;
    }
  }

  /** The sticky bit: only the owner of the entry or the directory, or root, may remove it. */
  static void checkSticky(Inode directory, Inode victim, Credentials who) {
    boolean allowed =
        (directory.mode & STICKY) == 0
            || who.isRoot()
            || who.uid() == victim.uid
            || who.uid() == directory.uid;
    Refusal.when(!allowed, Errno.EPERM);
  }

  /** Whether {@code ancestor} lies on the way from {@code directory} to the root, or is it. */
  static boolean isWithin(Transition transition, Inode directory, InodeId ancestor) {
    Inode at = directory;
    while (!at.id.equals(ancestor)) {
      if (at.id.equals(InodeId.ROOT) || at.nlink == 0) {
        return false;
      }
      at = transition.linked(new InodeId(at.parent));
    }
    return true;
  }

  /** An entry of the directory changed: its times say so. */
  static void changed(Transition transition, Inode directory) {
    directory.mtime = transition.now();
    directory.ctime = transition.now();
    transition.touch(directory);
  }

  private static void put(Transition transition, Inode directory, Dentry entry, Inode child) {
    MetaTransaction transaction = transition.transaction();
    transaction.put(
        Table.DENTRY, Keys.dentry(directory.id, entry.name()), DentryCodec.encodeDentry(entry));
    transaction.put(
        Table.COOKIE, Keys.cookie(directory.id, entry.cookie()), DentryCodec.encodeCookie(entry));
    child.parent = directory.id.value();
    child.parentCookie = entry.cookie();
    transition.touch(child);
    changed(transition, directory);
  }
}
