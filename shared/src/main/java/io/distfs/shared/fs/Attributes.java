package io.distfs.shared.fs;

import io.distfs.shared.id.InodeId;

/**
 * Attributes of an inode, as stat(2) reports them. Immutable.
 *
 * @param mode type and permission bits, as {@code st_mode}
 * @param nlink number of hard links; 0 for an orphan that is still open somewhere
 * @param rdev device number as the kernel encodes it, 0 for all but device nodes
 * @param size bytes; for a symlink the length of its target
 * @param content where the size comes from and what it takes
 * @param version counts every change of this inode (attributes, data, or entries of a directory);
 *     what caches compare
 * @param bare it is known to have no extended attributes; false says nothing about them
 */
public record Attributes(
    InodeId inode,
    int mode,
    int nlink,
    int uid,
    int gid,
    long rdev,
    long size,
    Content content,
    Times times,
    long version,
    boolean bare) {
  private static final int MODE_MASK = 0xFFFF;
  private static final int BARE_BIT = 1 << 16;

  /** Attributes that say nothing about extended attributes. */
  public Attributes(
      InodeId inode,
      int mode,
      int nlink,
      int uid,
      int gid,
      long rdev,
      long size,
      Content content,
      Times times,
      long version) {
    this(inode, mode, nlink, uid, gid, rdev, size, content, times, version, false);
  }

  /** The four times of an inode. */
  public record Times(Timestamp atime, Timestamp mtime, Timestamp ctime, Timestamp btime) {}

  /**
   * The state of a regular file's content; all zero for other types.
   *
   * @param allocatedBytes bytes that really hold data (inline data and extents), for {@code
   *     st_blocks}
   * @param inlineBytes how many of them lie inline in the metadata
   * @param version counts every change of the data or its placement; what a relocation compares
   */
  public record Content(long allocatedBytes, int inlineBytes, long version) {
    /** No data. */
    public static final Content NONE = new Content(0, 0, 0);
  }

  /** Mode and {@link #bare} in one word, as the formats keep them: bit 16 stands for bare. */
  public int modeWord() {
    return bare ? mode | BARE_BIT : mode;
  }

  /** The mode in such a word. */
  public static int modeOf(int modeWord) {
    return modeWord & MODE_MASK;
  }

  /** Whether such a word says bare. */
  public static boolean bareOf(int modeWord) {
    return (modeWord & BARE_BIT) != 0;
  }

  /** The same with other times. */
  public Attributes withTimes(Times others) {
    return new Attributes(inode, mode, nlink, uid, gid, rdev, size, content, others, version, bare);
  }

  /** The file type in the mode. */
  public FileType type() {
    return FileType.ofMode(mode);
  }

  /** The twelve permission bits. */
  public int permissions() {
    return mode & 07777;
  }

  /** Units of 512 bytes, rounded up, as {@code st_blocks}. */
  public long blocks512() {
    return (content.allocatedBytes() + 511) / 512;
  }
}
