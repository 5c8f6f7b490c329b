package io.distfs.mount.jnr;

import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FilesystemStatistics;

/**
 * {@code struct statvfs} of 64-bit glibc: eleven 8-byte fields (bsize, frsize, blocks, bfree,
 * bavail, files, ffree, favail, fsid, flag, namemax) and spare room.
 */
final class StatisticsLayout {
  static final long BYTES = 112;
  private static final long UNIT_BYTES = 4096;

  private StatisticsLayout() {}

  static void write(long address, FilesystemStatistics statistics) {
    long freeUnits = statistics.freeBytes() / UNIT_BYTES;
    long[] fields = {
      UNIT_BYTES,
      UNIT_BYTES,
      statistics.totalBytes() / UNIT_BYTES,
      freeUnits,
      freeUnits,
      statistics.inodesUsed() + statistics.inodesFree(),
      statistics.inodesFree(),
      statistics.inodesFree(),
      0,
      0,
      FileName.BYTES_MAX,
    };
    Memory.clear(address, BYTES);
    for (int i = 0; i < fields.length; i++) {
      Memory.putLong(address + (long) i * Long.BYTES, fields[i]);
    }
  }
}
