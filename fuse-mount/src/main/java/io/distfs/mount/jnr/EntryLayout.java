package io.distfs.mount.jnr;

import io.distfs.shared.fs.Attributes;

/**
 * {@code struct fuse_entry_param} of libfuse 2.9 on 64-bit Linux.
 *
 * <pre>
 *   0 unsigned long ino   8 unsigned long generation   16 struct stat attr
 *   then double attr_timeout, double entry_timeout
 * </pre>
 *
 * The node number is the inode id and the generation always 0: ids are never reused.
 */
final class EntryLayout {
  private static final long GENERATION = 8;
  private static final long STAT = 16;

  private final StatLayout stat;
  private final Timeouts timeouts;

  EntryLayout(StatLayout stat, Timeouts timeouts) {
    this.stat = stat;
    this.timeouts = timeouts;
  }

  long bytes() {
    return STAT + stat.bytes() + 2 * Double.BYTES;
  }

  void write(long address, Attributes attributes) {
    Memory.putLong(address, attributes.inode().value());
    Memory.putLong(address + GENERATION, 0);
    stat.write(address + STAT, attributes);
    long end = address + STAT + stat.bytes();
    Memory.putDouble(end, timeouts.attributeSeconds());
    Memory.putDouble(end + Double.BYTES, timeouts.entrySeconds());
  }

  /**
   * How long the kernel may answer by itself.
   *
   * @param attributeSeconds from cached attributes
   * @param entrySeconds from cached names
   */
  record Timeouts(double attributeSeconds, double entrySeconds) {}
}
