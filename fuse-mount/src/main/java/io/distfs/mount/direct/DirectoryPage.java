package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.DIRENT;
import static io.distfs.mount.direct.KernelStructs.at;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.distfs.shared.fs.Attributes;
import java.lang.foreign.MemorySegment;

/**
 * The answer to one READDIR while it is filled: {@code struct fuse_dirent}s, each padded to eight
 * bytes. Confined to one thread.
 */
final class DirectoryPage {
  private static final long INO = at(DIRENT, "ino");
  private static final long OFF = at(DIRENT, "off");
  private static final long NAME_LENGTH = at(DIRENT, "namelen");
  private static final long TYPE = at(DIRENT, "type");
  private static final int ALIGNMENT = 8;

  private final MemorySegment place;
  private final long capacity;
  private long used;

  DirectoryPage(MemorySegment place, int capacity) {
    this.place = place;
    this.capacity = Math.min(Integer.toUnsignedLong(capacity), place.byteSize());
  }

  /** Bytes filled so far. */
  long used() {
    return used;
  }

  /** Adds an entry; false if it does not fit. */
  boolean add(byte[] name, long cookie, Attributes attributes) {
    long bytes = bytes(name);
    if (used + bytes > capacity) {
      return false;
    }
    write(place, used, name, cookie, attributes);
    used += bytes;
    return true;
  }

  /** What an entry takes. */
  static long bytes(byte[] name) {
    return (DIRENT.byteSize() + name.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Lays an entry out. */
  static void write(
      MemorySegment place, long offset, byte[] name, long cookie, Attributes attributes) {
    long padding = offset + bytes(name) - ALIGNMENT;
    place.set(JAVA_LONG, padding, 0);
    place.set(JAVA_LONG, offset + INO, attributes.inode().value());
    place.set(JAVA_LONG, offset + OFF, cookie);
    place.set(JAVA_INT, offset + NAME_LENGTH, name.length);
    place.set(JAVA_INT, offset + TYPE, attributes.type().directoryType());
    MemorySegment.copy(name, 0, place, JAVA_BYTE, offset + DIRENT.byteSize(), name.length);
  }
}
