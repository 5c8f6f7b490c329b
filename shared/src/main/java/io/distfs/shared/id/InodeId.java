package io.distfs.shared.id;

/**
 * Identifier of an inode: 16 bits of shard above a 48-bit number, never reused. Immutable.
 *
 * <pre>
 *  63      48 47                                0
 * [ shard:16 | number:48                         ]
 * </pre>
 *
 * Today every inode lives in shard 0; the shard is part of the id so that directories can later be
 * spread over Raft groups without renumbering anything.
 */
public record InodeId(long value) implements Comparable<InodeId> {
  /** The root directory; 1 as in the kernel's FUSE_ROOT_ID. */
  public static final InodeId ROOT = new InodeId(1);

  private static final int NUMBER_BITS = 48;

  /** Greatest number within a shard. */
  public static final long NUMBER_MAX = (1L << NUMBER_BITS) - 1;

  /** The shard (Raft group) this inode belongs to, 0..65535. */
  public int shard() {
    return (int) (value >>> NUMBER_BITS);
  }

  /** The number within the shard. */
  public long number() {
    return value & NUMBER_MAX;
  }

  @Override
  public int compareTo(InodeId other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(value);
  }
}
