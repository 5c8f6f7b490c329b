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
  private static final int MASK = 0x07ff | 0x0800;

  private static final long STAT = at(STATX_OUT, "stat");
  private static final long SECONDS = at(SX_TIME, "tv_sec");
  private static final long NANOS = at(SX_TIME, "tv_nsec");

  private StatxReply() {}

  static void send(Exchange exchange, Attributes attributes, Replies replies) {
    MemorySegment body = exchange.body();
    body.asSlice(0, STATX_OUT.byteSize()).fill((byte) 0);
    body.set(JAVA_LONG, at(STATX_OUT, "attr_valid"), replies.attributeSeconds());
    body.set(JAVA_INT, at(STATX_OUT, "attr_valid_nsec"), replies.attributeNanos());
    putInt(body, "mask", MASK);
    putInt(body, "blksize", Replies.IO_BYTES);
    putInt(body, "nlink", attributes.nlink());
    putInt(body, "uid", attributes.uid());
    putInt(body, "gid", attributes.gid());
    body.set(JAVA_SHORT, STAT + at(STATX, "mode"), (short) attributes.mode());
    putLong(body, "ino", attributes.inode().value());
    putLong(body, "size", attributes.size());
    putLong(body, "blocks", attributes.blocks512());
    Attributes.Times times = attributes.times();
    putTime(body, "atime", times.atime());
    putTime(body, "btime", times.btime());
    putTime(body, "ctime", times.ctime());
    putTime(body, "mtime", times.mtime());
    putInt(body, "rdev_major", major((int) attributes.rdev()));
    putInt(body, "rdev_minor", minor((int) attributes.rdev()));
    boolean _ = exchange.reply(STATX_OUT.byteSize());
  }

  /** As {@code new_decode_dev} of the kernel splits the 32 bits that FUSE carries. */
  private static int major(int device) {
    return (device & 0xfff00) >>> 8;
  }

  private static int minor(int device) {
    return (device & 0xff) | ((device >>> 12) & 0xfff00);
  }

  private static void putInt(MemorySegment body, String field, int value) {
    body.set(JAVA_INT, STAT + at(STATX, field), value);
  }

  private static void putLong(MemorySegment body, String field, long value) {
    body.set(JAVA_LONG, STAT + at(STATX, field), value);
  }

  private static void putTime(MemorySegment body, String field, Timestamp time) {
    long place = STAT + at(STATX, field);
    body.set(JAVA_LONG, place + SECONDS, time.seconds());
    body.set(JAVA_INT, place + NANOS, time.nanos());
  }
}
