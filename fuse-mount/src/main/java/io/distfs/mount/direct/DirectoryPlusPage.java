package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.DIRENT;
import static io.distfs.mount.direct.KernelStructs.ENTRY_OUT;
import static io.distfs.mount.direct.KernelStructs.at;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.distfs.shared.fs.Attributes;
import java.lang.foreign.MemorySegment;

/**
 * The answer to one READDIRPLUS while it is filled: {@code struct fuse_direntplus}, an entry and a
 * dirent each. Counts the lookups it gives. Confined to one thread.
 */
final class DirectoryPlusPage {
  private static final long NODE = at(ENTRY_OUT, "nodeid");
  private static final long NAME_LENGTH = at(DIRENT, "namelen");

  private final MemorySegment place;
  private final long capacity;
  private final Replies replies;
  private final LookupCounts lookups;
  private long used;

  DirectoryPlusPage(MemorySegment place, int capacity, Replies replies, LookupCounts lookups) {
    this.place = place;
    this.capacity = Math.min(Integer.toUnsignedLong(capacity), place.byteSize());
    this.replies = replies;
    this.lookups = lookups;
  }

  /** Bytes filled so far. */
  long used() {
    return used;
  }

  /** Adds an entry; false if it does not fit. */
  boolean add(byte[] name, long cookie, Attributes attributes) {
    long bytes = ENTRY_OUT.byteSize() + DirectoryPage.bytes(name);
    if (used + bytes > capacity) {
      return false;
    }
    MemorySegment entry = place.asSlice(used, bytes);
    if (isDots(name)) {
      entry.asSlice(0, ENTRY_OUT.byteSize()).fill((byte) 0); // no node: nothing to hold
    } else {
      replies.writeEntry(entry, attributes);
      lookups.add(attributes.inode().value());
    }
    DirectoryPage.write(entry, ENTRY_OUT.byteSize(), name, cookie, attributes);
    used += bytes;
    return true;
  }

  /** The kernel did not take the page: what it was counted to hold, it does not. */
  void forgetAll() {
    long at = 0;
    while (at < used) {
      long inode = place.get(JAVA_LONG, at + NODE);
      if (inode != 0) {
        lookups.forget(inode, 1);
      }
      int length = place.get(JAVA_INT, at + ENTRY_OUT.byteSize() + NAME_LENGTH);
      at += ENTRY_OUT.byteSize() + DirectoryPage.bytes(new byte[length]);
    }
  }

  private static boolean isDots(byte[] name) {
    return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
  }
}
