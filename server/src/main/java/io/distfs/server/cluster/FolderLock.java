package io.distfs.server.cluster;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The claim of one process on a data folder. The kernel gives it up when the process ends, however
 * that happens; the file itself stays and names the last process.
 */
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Claims a folder.
   *
   * @throws FsException EBUSY if a process has it, EIO, EROFS
   */
  static FolderLock acquire(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new FsException(
            Errno.EBUSY,
            "data folder "
                + file.toAbsolutePath().getParent()
                + " is in use by process "
                + Files.readString(file, StandardCharsets.US_ASCII).strip()
                + ": stop that one first, or choose another folder");
      }
      channel.truncate(0);
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.write(ByteBuffer.wrap(pid), 0);
      return new FolderLock(channel);
    } catch (IOException e) {
      throw IoErrors.mapped("locking " + file, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another server of this very process has it
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw IoErrors.mapped("unlocking the data folder", e);
    }
  }
}
