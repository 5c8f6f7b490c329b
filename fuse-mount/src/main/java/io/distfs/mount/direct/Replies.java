package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.ATTR;
import static io.distfs.mount.direct.KernelStructs.ATTR_OUT;
import static io.distfs.mount.direct.KernelStructs.ENTRY_OUT;
import static io.distfs.mount.direct.KernelStructs.KSTATFS;
import static io.distfs.mount.direct.KernelStructs.OPEN_OUT;
import static io.distfs.mount.direct.KernelStructs.at;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.fs.Timestamp;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * Lays out answers that several operations give. Thread-safe.
 *
 * <p>The node number is the inode id and the generation always 0: ids are never reused.
 */
final class Replies {
  /** What st_blksize advises: tools read and write so much at once. */
  static final int IO_BYTES = 128 << 10;

  static final int FOPEN_DIRECT_IO = 1;
  static final int FOPEN_KEEP_CACHE = 1 << 1;
  static final int FOPEN_PARALLEL_DIRECT_WRITES = 1 << 6;

  private static final int UNIT_BYTES = 4096;

  private static final long ENTRY_NODE = at(ENTRY_OUT, "nodeid");
  private static final long ENTRY_VALID = at(ENTRY_OUT, "entry_valid");
  private static final long ENTRY_VALID_NANOS = at(ENTRY_OUT, "entry_valid_nsec");
  private static final long ENTRY_ATTR_VALID = at(ENTRY_OUT, "attr_valid");
  private static final long ENTRY_ATTR_VALID_NANOS = at(ENTRY_OUT, "attr_valid_nsec");
  private static final long ENTRY_GENERATION = at(ENTRY_OUT, "generation");
  private static final long ENTRY_ATTR = at(ENTRY_OUT, "attr");

  private static final long OUT_VALID = at(ATTR_OUT, "attr_valid");
  private static final long OUT_VALID_NANOS = at(ATTR_OUT, "attr_valid_nsec");
  private static final long OUT_DUMMY = at(ATTR_OUT, "dummy");
  private static final long OUT_ATTR = at(ATTR_OUT, "attr");

  private static final long HANDLE = at(OPEN_OUT, "fh");
  private static final long OPEN_FLAGS = at(OPEN_OUT, "open_flags");
  private static final long OPEN_PADDING = at(OPEN_OUT, "padding");

  private static final long INO = at(ATTR, "ino");
  private static final long SIZE = at(ATTR, "size");
  private static final long BLOCKS = at(ATTR, "blocks");
  private static final long ATIME = at(ATTR, "atime");
  private static final long MTIME = at(ATTR, "mtime");
  private static final long CTIME = at(ATTR, "ctime");
  private static final long ATIME_NANOS = at(ATTR, "atimensec");
  private static final long MTIME_NANOS = at(ATTR, "mtimensec");
  private static final long CTIME_NANOS = at(ATTR, "ctimensec");
  private static final long MODE = at(ATTR, "mode");
  private static final long NLINK = at(ATTR, "nlink");
  private static final long UID = at(ATTR, "uid");
  private static final long GID = at(ATTR, "gid");
  private static final long RDEV = at(ATTR, "rdev");
  private static final long BLKSIZE = at(ATTR, "blksize");
  private static final long FLAGS = at(ATTR, "flags");

  private static final long KSTATFS_BLOCKS = at(KSTATFS, "blocks");
  private static final long KSTATFS_BFREE = at(KSTATFS, "bfree");
  private static final long KSTATFS_BAVAIL = at(KSTATFS, "bavail");
  private static final long KSTATFS_FILES = at(KSTATFS, "files");
  private static final long KSTATFS_FFREE = at(KSTATFS, "ffree");
  private static final long KSTATFS_BSIZE = at(KSTATFS, "bsize");
  private static final long KSTATFS_NAMELEN = at(KSTATFS, "namelen");
  private static final long KSTATFS_FRSIZE = at(KSTATFS, "frsize");

  private final long attributeSeconds;
  private final int attributeNanos;
  private final long entrySeconds;
  private final int entryNanos;
  private final LookupCounts lookups;

  /** The kernel may answer for so long by itself. */
  Replies(Duration attributes, Duration entries, LookupCounts lookups) {
    this.attributeSeconds = attributes.toSeconds();
    this.attributeNanos = attributes.toNanosPart();
    this.entrySeconds = entries.toSeconds();
    this.entryNanos = entries.toNanosPart();
    this.lookups = lookups;
  }

  /** Answers with an entry, which the kernel holds from then on. */
  void entry(Exchange exchange, Attributes attributes) {
    writeEntry(exchange.body(), attributes);
    send(exchange, attributes, ENTRY_OUT.byteSize());
  }

  /** Answers that a name does not exist, and will not for a while. */
  void absent(Exchange exchange) {
    MemorySegment body = exchange.body();
    body.asSlice(0, ENTRY_OUT.byteSize()).fill((byte) 0);
    body.set(JAVA_LONG, ENTRY_VALID, entrySeconds);
    body.set(JAVA_INT, ENTRY_VALID_NANOS, entryNanos);
    boolean _ = exchange.reply(ENTRY_OUT.byteSize());
  }

  /** Whether absent names may be believed at all. */
  boolean remembersAbsence() {
    return entrySeconds > 0 || entryNanos > 0;
  }

  /** Answers a create; false if the caller is gone, so that nobody will release the handle. */
  boolean created(Exchange exchange, Attributes attributes, long handle, int openFlags) {
    writeEntry(exchange.body(), attributes);
    writeOpen(exchange.body(), ENTRY_OUT.byteSize(), handle, openFlags);
    return send(exchange, attributes, ENTRY_OUT.byteSize() + OPEN_OUT.byteSize());
  }

  /** Answers an open; false as for {@link #created}. */
  boolean opened(Exchange exchange, long handle, int openFlags) {
    writeOpen(exchange.body(), 0, handle, openFlags);
    return exchange.reply(OPEN_OUT.byteSize());
  }

  void attributes(Exchange exchange, Attributes attributes) {
    MemorySegment body = exchange.body();
    body.set(JAVA_LONG, OUT_VALID, attributeSeconds);
    body.set(JAVA_INT, OUT_VALID_NANOS, attributeNanos);
    body.set(JAVA_INT, OUT_DUMMY, 0);
    write(body, OUT_ATTR, attributes);
    boolean _ = exchange.reply(ATTR_OUT.byteSize());
  }

  void statistics(Exchange exchange, FilesystemStatistics statistics) {
    MemorySegment body = exchange.body();
    long freeUnits = statistics.freeBytes() / UNIT_BYTES;
    body.asSlice(0, KSTATFS.byteSize()).fill((byte) 0);
    body.set(JAVA_LONG, KSTATFS_BLOCKS, statistics.totalBytes() / UNIT_BYTES);
    body.set(JAVA_LONG, KSTATFS_BFREE, freeUnits);
    body.set(JAVA_LONG, KSTATFS_BAVAIL, freeUnits);
    body.set(JAVA_LONG, KSTATFS_FILES, statistics.inodesUsed() + statistics.inodesFree());
    body.set(JAVA_LONG, KSTATFS_FFREE, statistics.inodesFree());
    body.set(JAVA_INT, KSTATFS_BSIZE, UNIT_BYTES);
    body.set(JAVA_INT, KSTATFS_NAMELEN, FileName.BYTES_MAX);
    body.set(JAVA_INT, KSTATFS_FRSIZE, UNIT_BYTES);
    boolean _ = exchange.reply(KSTATFS.byteSize());
  }

  /** Lays out an entry at the beginning of a segment. */
  void writeEntry(MemorySegment place, Attributes attributes) {
    place.set(JAVA_LONG, ENTRY_NODE, attributes.inode().value());
    place.set(JAVA_LONG, ENTRY_GENERATION, 0);
    place.set(JAVA_LONG, ENTRY_VALID, entrySeconds);
    place.set(JAVA_INT, ENTRY_VALID_NANOS, entryNanos);
    place.set(JAVA_LONG, ENTRY_ATTR_VALID, attributeSeconds);
    place.set(JAVA_INT, ENTRY_ATTR_VALID_NANOS, attributeNanos);
    write(place, ENTRY_ATTR, attributes);
  }

  long attributeSeconds() {
    return attributeSeconds;
  }

  int attributeNanos() {
    return attributeNanos;
  }

  private boolean send(Exchange exchange, Attributes attributes, long bytes) {
    long inode = attributes.inode().value();
    // Before the answer: the kernel may forget the inode the moment it has it.
    lookups.add(inode);
    boolean taken = exchange.reply(bytes);
    if (!taken) {
      lookups.forget(inode, 1);
    }
    return taken;
  }

  private static void writeOpen(MemorySegment place, long offset, long handle, int openFlags) {
    place.set(JAVA_LONG, offset + HANDLE, handle);
    place.set(JAVA_INT, offset + OPEN_FLAGS, openFlags);
    place.set(JAVA_INT, offset + OPEN_PADDING, 0);
  }

  /** Lays out {@code struct fuse_attr}. */
  private static void write(MemorySegment place, long base, Attributes attributes) {
    Timestamp atime = attributes.times().atime();
    Timestamp mtime = attributes.times().mtime();
    Timestamp ctime = attributes.times().ctime();
    place.set(JAVA_LONG, base + INO, attributes.inode().value());
    place.set(JAVA_LONG, base + SIZE, attributes.size());
    place.set(JAVA_LONG, base + BLOCKS, attributes.blocks512());
    place.set(JAVA_LONG, base + ATIME, atime.seconds());
    place.set(JAVA_LONG, base + MTIME, mtime.seconds());
    place.set(JAVA_LONG, base + CTIME, ctime.seconds());
    place.set(JAVA_INT, base + ATIME_NANOS, atime.nanos());
    place.set(JAVA_INT, base + MTIME_NANOS, mtime.nanos());
    place.set(JAVA_INT, base + CTIME_NANOS, ctime.nanos());
    place.set(JAVA_INT, base + MODE, attributes.mode());
    place.set(JAVA_INT, base + NLINK, attributes.nlink());
    place.set(JAVA_INT, base + UID, attributes.uid());
    place.set(JAVA_INT, base + GID, attributes.gid());
    place.set(JAVA_INT, base + RDEV, (int) attributes.rdev());
    place.set(JAVA_INT, base + BLKSIZE, IO_BYTES);
    place.set(JAVA_INT, base + FLAGS, 0);
  }
}
