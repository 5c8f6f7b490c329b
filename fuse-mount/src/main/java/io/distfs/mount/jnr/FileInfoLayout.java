package io.distfs.mount.jnr;

/**
 * {@code struct fuse_file_info} of libfuse 2.9 on 64-bit Linux.
 *
 * <pre>
 *   0 int flags          8 unsigned long fh_old   16 int writepage
 *  20 bits: direct_io 0, keep_cache 1, flush 2, nonseekable 3, flock_release 4
 *  24 uint64 fh         32 uint64 lock_owner      40 end
 * </pre>
 */
final class FileInfoLayout {
  static final long BYTES = 40;
  private static final long FLAGS = 0;
  private static final long BITS = 20;
  private static final long HANDLE = 24;
  private static final long LOCK_OWNER = 32;
  private static final int DIRECT_IO = 1;
  private static final int KEEP_CACHE = 1 << 1;

  private FileInfoLayout() {}

  /** The flags of open(2). */
  static int openFlags(long address) {
    return Memory.getInt(address + FLAGS);
  }

  /** The handle given at open. */
  static long handle(long address) {
    return Memory.getLong(address + HANDLE);
  }

  /** Whose locks: of a flush and of locks. */
  static long lockOwner(long address) {
    return Memory.getLong(address + LOCK_OWNER);
  }

  /** What an open answers. */
  static void write(long address, long handle, boolean directIo, boolean keepCache) {
    int bits = (directIo ? DIRECT_IO : 0) | (keepCache ? KEEP_CACHE : 0);
    Memory.putInt(address + BITS, bits);
    Memory.putLong(address + HANDLE, handle);
  }
}
