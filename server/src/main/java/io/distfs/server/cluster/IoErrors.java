package io.distfs.server.cluster;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;

/** Turns errors of the data folder into ours. Stateless. */
final class IoErrors {
  private IoErrors() {}

  /** EACCES, EROFS or ENOSPC where Java's words tell, else EIO. */
  static FsException mapped(String doing, IOException error) {
    return new FsException(errno(error), doing + ": " + error, error);
  }

  private static Errno errno(IOException error) {
    if (error instanceof AccessDeniedException) {
      return Errno.EACCES;
    }
    String words = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    if (words.contains("read-only file system")) {
      return Errno.EROFS;
    }
    return words.contains("no space left") ? Errno.ENOSPC : Errno.EIO;
  }
}
