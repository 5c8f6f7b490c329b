package io.distfs.mount.jnr;

/**
 * {@code struct fuse_in_header} and what is read of the bodies behind it ({@code linux/fuse.h}).
 *
 * <pre>
 *   0 uint32 len   4 uint32 opcode   8 uint64 unique   16 uint64 nodeid
 *  24 uint32 uid  28 uint32 gid     32 uint32 pid      36 padding   40 body
 * </pre>
 */
final class RequestHeader {
  private static final int INTERRUPT = 36;
  private static final long OPCODE = 4;
  private static final long UNIQUE = 8;
  private static final long PID = 32;
  private static final long BODY = 40;

  private RequestHeader() {}

  /** The kernel's number of the request, never given twice. */
  static long unique(long request) {
    return Memory.getLong(request + UNIQUE);
  }

  /** The thread that waits for the answer; 0 if it is in another pid namespace. */
  static int pid(long request) {
    return Memory.getInt(request + PID);
  }

  /** Whether this says that a caller got a signal. */
  static boolean isInterrupt(long request) {
    return Memory.getInt(request + OPCODE) == INTERRUPT;
  }

  /** The request that an interrupt is about. */
  static long interrupted(long request) {
    return Memory.getLong(request + BODY);
  }
}
