package io.distfs.mount.point;

import io.distfs.mount.point.MountTable.Mounted;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder to mount on. Immutable. */
public final class MountPoint {
  private static final Logger LOG = LoggerFactory.getLogger(MountPoint.class);

  private final Path path;

  private MountPoint(Path path) {
    this.path = path;
  }

  /**
   * The folder, fit to be mounted on. A mount of ours whose process is gone is removed first.
   *
   * @param nonEmptyAllowed whether what lies in the folder may be hidden by the mount
   * @throws FsException ENOENT, ENOTDIR, ENOTEMPTY, EACCES or EBUSY, with what to do
   */
  public static MountPoint prepare(Path path, boolean nonEmptyAllowed) {
    try {
      Path named = path.toAbsolutePath().normalize();
      removeStale(named);
      refuseMounted(named); // before anything asks the mount, which may be slow to answer
      Path real = path.toRealPath();
      refuseMounted(real);
      if (!Files.isDirectory(real)) {
        throw new FsException(Errno.ENOTDIR, path + " is not a directory; name a folder");
      }
      if (!nonEmptyAllowed && !isEmpty(real)) {
        throw new FsException(
            Errno.ENOTEMPTY,
            path + " is not empty; empty it, take another, or hide what is in it with -o nonempty");
      }
      return new MountPoint(real);
    } catch (NoSuchFileException e) {
      throw new FsException(Errno.ENOENT, path + " does not exist; make it: mkdir -p " + path, e);
    } catch (AccessDeniedException e) {
      throw new FsException(
          Errno.EACCES, path + " is not permitted; mount as root, or on a folder of yours", e);
    } catch (IOException e) {
      throw new FsException(Errno.EIO, path + " cannot be used: " + reason(e), e);
    }
  }

  /** The path, absolute and without symlinks. */
  public Path path() {
    return path;
  }

  private static void removeStale(Path point) throws IOException {
    Optional<Mounted> mounted = MountTable.read().on(point);
    if (mounted.isPresent() && mounted.get().isOurs() && DeadMount.isAt(point)) {
      LOG.warn("removing the mount of a process that is gone from {}", point);
      Unmounter.of(point).detach();
    }
  }

  private static void refuseMounted(Path point) throws IOException {
    Optional<Mounted> mounted = MountTable.read().on(point);
    if (mounted.isPresent()) {
      throw new FsException(
          Errno.EBUSY,
          point
              + " is a mount point already, of "
              + mounted.get().source()
              + " ("
              + mounted.get().type()
              + "); unmount it first: umount "
              + point);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      return !entries.iterator().hasNext();
    }
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException failed && failed.getReason() != null
        ? failed.getReason()
        : String.valueOf(e.getMessage());
  }
}
