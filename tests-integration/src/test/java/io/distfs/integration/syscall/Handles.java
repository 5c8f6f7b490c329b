package io.distfs.integration.syscall;

import static io.distfs.integration.syscall.Flags.AT_FDCWD;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** File handles: names of inodes that outlive what the kernel caches, as NFS servers use them. */
public final class Handles {
  /** struct file_handle: handle_bytes, handle_type, then the bytes; MAX_HANDLE_SZ is 128. */
  private static final int HEADER_BYTES = 8;

  private static final int HANDLE_BYTES_MAX = 128;

  private Handles() {}

  /** The whole struct file_handle of what a path leads to. */
  public static byte[] nameToHandle(String path) {
    try (Memory memory = new Memory()) {
      MemorySegment handle = memory.bytes(HEADER_BYTES + HANDLE_BYTES_MAX);
      handle.set(Memory.INT, 0, HANDLE_BYTES_MAX);
      MemorySegment mount = memory.bytes(Integer.BYTES);
      Kernel.call(
          SystemCall.NAME_TO_HANDLE_AT,
          AT_FDCWD,
          memory.string(path),
          handle.address(),
          mount.address(),
          0);
      int used = HEADER_BYTES + handle.get(Memory.INT, 0);
      return handle.asSlice(0, used).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** A descriptor of what a handle names, on the filesystem a descriptor is of. */
  public static int openByHandle(int mount, byte[] handle, int flags) {
    try (Memory memory = new Memory()) {
      return Descriptors.opened(
          Kernel.call(SystemCall.OPEN_BY_HANDLE_AT, mount, memory.copy(handle).address(), flags));
    }
  }
}
