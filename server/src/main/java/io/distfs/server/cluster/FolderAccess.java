package io.distfs.server.cluster;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may enter a data folder: its owner alone. It holds everybody's files, and whoever reads them
 * there is asked for no permission of the filesystem. Stateless.
 */
final class FolderAccess {
  private static final Logger LOG = LoggerFactory.getLogger(FolderAccess.class);

  /** What chmod(2) sets. */
  private static final int MODE_BITS = 07777;

  /** The bits of the group and of all others. */
  private static final int NOT_OWNER = 0077;

  private static final String MODE = "unix:mode";

  private FolderAccess() {}

  /**
   * Takes a folder's access from all but its owner, whose own bits stay as narrow as they are.
   *
   * @throws FsException EACCES if it belongs to somebody else
   */
  static void closeToOthers(Path root) throws IOException {
    int mode = mode(root);
    if ((mode & NOT_OWNER) == 0) {
      return;
    }
    try {
      Files.setAttribute(root, MODE, mode & ~NOT_OWNER);
    } catch (IOException e) {
      throw new FsException(
          Errno.EACCES,
          "data folder "
              + root.toAbsolutePath()
              + " has mode "
              + octal(mode)
              + " and cannot be closed to others ("
              + e.getMessage()
              + "): make this user its owner, or choose a folder where modes can be set",
          e);
    }
  }

  /**
   * Refuses a folder of somebody else's. Nothing in it can be seen, so that it would pass for one
   * that is not formatted; usual where root formatted it for a server that is not run by root.
   *
   * @throws FsException EACCES
   */
  static void requireEntry(Path root) {
    if (Files.isDirectory(root) && !Files.isExecutable(root)) {
      throw new FsException(
          Errno.EACCES,
          "data folder "
              + root.toAbsolutePath()
              + " cannot be entered by this user: start as its owner, or chown -R it");
    }
  }

  /**
   * Logs a warning when others than the owner may enter or read a folder. No more than that: one
   * formatted by an earlier release, or opened since to a group on purpose, goes on working.
   */
  static void warnWhereOpen(Path root) throws IOException {
    int mode = mode(root);
    if ((mode & NOT_OWNER) != 0) {
      Path path = root.toAbsolutePath();
      LOG.warn(
          "data folder {} has mode {}: others on this machine may get at everybody's files in it;"
              + " to close it: chmod 700 {}",
          path,
          octal(mode),
          path);
    }
  }

  private static int mode(Path root) throws IOException {
    return (Integer) Files.getAttribute(root, MODE) & MODE_BITS;
  }

  private static String octal(int mode) {
    return "%04o".formatted(mode);
  }
}
