package io.distfs.integration.syscall;

import static io.distfs.integration.syscall.Flags.S_IFMT;

import java.lang.foreign.MemorySegment;

/** What statx(2) tells of a file. */
public record Stat(
    int mode,
    int nlink,
    int uid,
    int gid,
    long ino,
    long size,
    long blocks,
    int blksize,
    int rdevMajor,
    int rdevMinor,
    int devMajor,
    int devMinor,
    Time atime,
    Time mtime,
    Time ctime,
    Time btime,
    int mask) {
  /** Bytes of struct statx. */
  static final int BYTES = 256;

  /** The bit of {@link #mask} that says a birth time is given. */
  public static final int STATX_BTIME = 0x800;

  /** The type of the file, one of the S_IF constants. */
  public int type() {
    return mode & S_IFMT;
  }

  /** The mode without the type. */
  public int permissions() {
    return mode & 07777;
  }

  static Stat of(MemorySegment s) {
    return new Stat(
        Short.toUnsignedInt(s.get(Memory.SHORT, 28)),
        s.get(Memory.INT, 16),
        s.get(Memory.INT, 20),
        s.get(Memory.INT, 24),
        s.get(Memory.LONG, 32),
        s.get(Memory.LONG, 40),
        s.get(Memory.LONG, 48),
        s.get(Memory.INT, 4),
        s.get(Memory.INT, 128),
        s.get(Memory.INT, 132),
        s.get(Memory.INT, 136),
        s.get(Memory.INT, 140),
        time(s, 64),
        time(s, 112),
        time(s, 96),
        time(s, 80),
        s.get(Memory.INT, 0));
  }

  private static Time time(MemorySegment s, long at) {
    return new Time(s.get(Memory.LONG, at), s.get(Memory.INT, at + 8));
  }
}
