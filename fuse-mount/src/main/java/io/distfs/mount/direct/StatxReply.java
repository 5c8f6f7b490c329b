package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.STATX;
import static io.distfs.mount.direct.KernelStructs.STATX_OUT;
import static io.distfs.mount.direct.KernelStructs.SX_TIME;
import static io.distfs.mount.direct.KernelStructs.at;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.Timestamp;
import java.lang.foreign.MemorySegment;

/** The answer to STATX: stat(2) and the time of birth. Stateless. */
final class StatxReply {
  /** STATX_BASIC_STATS | STATX_BTIME of linux/stat.h. */
  private static final int ANSWERED = 0x07ff | 0x0800;

  private static final long STAT = at(STATX_OUT, "stat");
  private static final long MASK = STAT + at(STATX, "mask");
  private static final long BLKSIZE = STAT + at(STATX, "blksize");
  private static final long NLINK = STAT + at(STATX, "nlink");
  private static final long UID = STAT + at(STATX, "uid");
  private static final long GID = STAT + at(STATX, "gid");
  private static final long INO = STAT + at(STATX, "ino");
  private static final long SIZE = STAT + at(STATX, "size");
  private static final long BLOCKS = STAT + at(STATX, "blocks");
  private static final long ATIME = STAT + at(STATX, "atime");
  private static final long BTIME = STAT + at(STATX, "btime");
  private static final long CTIME = STAT + at(STATX, "ctime");
  private static final long MTIME = STAT + at(STATX, "mtime");
  private static final long RDEV_MAJOR = STAT + at(STATX, "rdev_major");
  private static final long RDEV_MINOR = STAT + at(STATX, "rdev_minor");
  private static final long MODE = STAT + at(STATX, "mode");
  private static final long ATTR_VALID = at(STATX_OUT, "attr_valid");
  private static final long ATTR_VALID_NANOS = at(STATX_OUT, "attr_valid_nsec");
  private static final long SECONDS = at(SX_TIME, "tv_sec");
  private static final long NANOS = at(SX_TIME, "tv_nsec");

  private StatxReply() {}

  static void send(Exchange exchange, Attributes attributes, Replies replies) {
    MemorySegment body = exchange.body();
    body.asSlice(0, STATX_OUT.byteSize()).fill((byte) 0);
    body.set(JAVA_LONG, ATTR_VALID, replies.attributeSeconds());
    body.set(JAVA_INT, ATTR_VALID_NANOS, replies.attributeNanos());
    body.set(JAVA_INT, MASK, ANSWERED);
    body.set(JAVA_INT, BLKSIZE, Replies.IO_BYTES);
    body.set(JAVA_INT, NLINK, attributes.nlink());
    body.set(JAVA_INT, UID, attributes.uid());
    body.set(JAVA_INT, GID, attributes.gid());
    body.set(JAVA_SHORT, MODE, (short) attributes.mode());
    body.set(JAVA_LONG, INO, attributes.inode().value());
    body.set(JAVA_LONG, SIZE, attributes.size());
    body.set(JAVA_LONG, BLOCKS, attributes.blocks512());
    Attributes.Times times = attributes.times();
    putTime(body, ATIME, times.atime());
    putTime(body, BTIME, times.btime());
    putTime(body, CTIME, times.ctime());
    putTime(body, MTIME, times.mtime());
    body.set(JAVA_INT, RDEV_MAJOR, major((int) attributes.rdev()));
    body.set(JAVA_INT, RDEV_MINOR, minor((int) attributes.rdev()));
    boolean _ = exchange.reply(STATX_OUT.byteSize());
  }

  /** As {@code new_decode_dev} of the kernel splits the 32 bits that FUSE carries. */
  private static int major(int device) {
    return (device & 0xfff00) >>> 8;
  }

  private static int minor(int device) {
    return (device & 0xff) | ((device >>> 12) & 0xfff00);
  }

  private static void putTime(MemorySegment body, long place, Timestamp time) {
    body.set(JAVA_LONG, place + SECONDS, time.seconds());
    body.set(JAVA_INT, place + NANOS, time.nanos());
  }
}
