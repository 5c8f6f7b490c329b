package io.distfs.mount.jnr;

import io.distfs.shared.fs.Attributes;

/**
 * The answer to one readdir request while it is filled: {@code struct fuse_dirent}s as the kernel
 * reads them ({@code linux/fuse.h}). Confined to one thread.
 *
 * <pre>
 *   0 uint64 ino   8 uint64 off   16 uint32 namelen   20 uint32 type   24 name, padded to 8
 * </pre>
 */
final class DirectoryPage {
  private static final int NAME = 24;
  private static final int ALIGNMENT = 8;

  private final long address;
  private final long capacity;
  private long used;

  DirectoryPage(long address, long capacity) {
    this.address = address;
    this.capacity = capacity;
  }

  /** Bytes filled so far. */
  long used() {
    return used;
  }

  /** Adds an entry; false if it does not fit. */
  boolean add(byte[] name, long cookie, Attributes attributes) {
    long bytes = (NAME + name.length + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
    if (used + bytes > capacity) {
      return false;
    }
    long entry = address + used;
    Memory.clear(entry, bytes);
    Memory.putLong(entry, attributes.inode().value());
    Memory.putLong(entry + 8, cookie);
    Memory.putInt(entry + 16, name.length);
    Memory.putInt(entry + 20, attributes.type().directoryType());
    Memory.putBytes(entry + NAME, name);
    used += bytes;
    return true;
  }
}
