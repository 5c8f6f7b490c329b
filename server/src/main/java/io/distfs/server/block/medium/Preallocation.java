package io.distfs.server.block.medium;

import io.distfs.shared.libc.RawFile;
import java.nio.file.Path;

/**
 * posix_fallocate(3) on a file, so that no page of its mapping can ever lack a disk block (a hole
 * in a mapped file on a full disk is a SIGBUS). Stateless.
 *
 * <p>glibc falls back to writing into every block where the filesystem cannot fallocate, so no
 * fallback of our own is needed.
 */
final class Preallocation {
  private Preallocation() {}

  /**
   * Gives the first bytes of an existing file their disk blocks, extending it when it is shorter.
   *
   * @throws io.distfs.shared.error.FsException with the errno of the call, ENOSPC first of all
   */
  static void allocate(Path file, long bytes) {
    try (RawFile raw = RawFile.open(file, 0)) {
      raw.allocate(bytes);
    }
  }
}
