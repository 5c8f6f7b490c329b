package io.distfs.integration.kernel;

import static io.distfs.integration.syscall.Flags.AT_EACCESS;
import static io.distfs.integration.syscall.Flags.AT_EMPTY_PATH;
import static io.distfs.integration.syscall.Flags.AT_SYMLINK_NOFOLLOW;

import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.fs.Timestamp;
import java.lang.foreign.MemorySegment;

/** statx(2), statfs(2), faccessat(2). Thread-safe. */
final class StatCalls {
  private static final int STATX_BYTES = 256;
  private static final int STATFS_BYTES = 120;

  /** STATX_BASIC_STATS and STATX_BTIME. */
  private static final int ANSWERED = 0x07ff | 0x0800;

  private static final int DEVICE_MINOR = 1;
  private static final int BLOCK_BYTES = 128 << 10;
  private static final int UNIT_BYTES = 4096;

  /** FUSE_SUPER_MAGIC. */
  private static final long TYPE = 0x65735546;

  long statx(Call call) {
    int flags = call.number(2);
    MemorySegment answer = call.memory(4, STATX_BYTES);
    Attributes node = call.node(0, 1, flags, (flags & AT_SYMLINK_NOFOLLOW) == 0);
    answer.fill((byte) 0);
    answer.set(UserMemory.INT, 0, ANSWERED);
    answer.set(UserMemory.INT, 4, BLOCK_BYTES);
    answer.set(UserMemory.INT, 16, node.nlink());
    answer.set(UserMemory.INT, 20, node.uid());
    answer.set(UserMemory.INT, 24, node.gid());
    answer.set(UserMemory.SHORT, 28, (short) node.mode());
    answer.set(UserMemory.LONG, 32, node.inode().value());
    answer.set(UserMemory.LONG, 40, node.size());
    answer.set(UserMemory.LONG, 48, node.blocks512());
    put(answer, 64, node.times().atime());
    put(answer, 80, node.times().btime());
    put(answer, 96, node.times().ctime());
    put(answer, 112, node.times().mtime());
    int device = (int) node.rdev();
    // new_decode_dev
    answer.set(UserMemory.INT, 128, (device & 0xfff00) >>> 8);
    answer.set(UserMemory.INT, 132, (device & 0xff) | ((device >>> 12) & 0xfff00));
    answer.set(UserMemory.INT, 140, DEVICE_MINOR);
    return 0;
  }

  private static void put(MemorySegment answer, long at, Timestamp time) {
    answer.set(UserMemory.LONG, at, time.seconds());
    answer.set(UserMemory.INT, at + Long.BYTES, time.nanos());
  }

  long statfs(Call call) {
    Attributes _ = call.walk(0).node(true);
    return statistics(call);
  }

  long statfsOfDescriptor(Call call) {
    var _ = call.inode(call.description(0));
    return statistics(call);
  }

  private static long statistics(Call call) {
    MemorySegment answer = call.memory(1, STATFS_BYTES);
    FilesystemStatistics statistics = call.vfs().statistics();
    long freeUnits = statistics.freeBytes() / UNIT_BYTES;
    answer.fill((byte) 0);
    answer.set(UserMemory.LONG, 0, TYPE);
    answer.set(UserMemory.LONG, 8, UNIT_BYTES);
    answer.set(UserMemory.LONG, 16, statistics.totalBytes() / UNIT_BYTES);
    answer.set(UserMemory.LONG, 24, freeUnits);
    answer.set(UserMemory.LONG, 32, freeUnits);
    answer.set(UserMemory.LONG, 40, statistics.inodesUsed() + statistics.inodesFree());
    answer.set(UserMemory.LONG, 48, statistics.inodesFree());
    answer.set(UserMemory.LONG, 64, FileName.BYTES_MAX);
    answer.set(UserMemory.LONG, 72, UNIT_BYTES);
    return 0;
  }

  long access(Call call, int flags) {
    int mode = call.number(2);
    int known = AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH;
    Refused.when((mode & ~AccessRules.ALL) != 0 || (flags & ~known) != 0, LinuxError.EINVAL);
    Attributes node = call.node(0, 1, flags, (flags & AT_SYMLINK_NOFOLLOW) == 0);
    if (mode != 0) {
      call.require(node, mode);
    }
    return 0;
  }
}
