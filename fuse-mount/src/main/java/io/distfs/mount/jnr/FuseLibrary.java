package io.distfs.mount.jnr;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import jnr.ffi.LibraryLoader;

/** Loading libfuse 2. */
final class FuseLibrary {
  private static final String FILE = "libfuse.so.2";

  private FuseLibrary() {}

  /**
   * The library.
   *
   * @throws FsException ENOSYS if it is not installed, with what to do
   */
  static LibFuse load() {
    try {
      return LibraryLoader.create(LibFuse.class).failImmediately().load(FILE);
    } catch (UnsatisfiedLinkError e) {
      throw new FsException(
          Errno.ENOSYS,
          FILE
              + " cannot be loaded ("
              + e.getMessage()
              + "); install the package libfuse2, or libfuse2t64 where it is called so",
          e);
    }
  }
}
