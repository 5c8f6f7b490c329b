package io.distfs.server.block.medium;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Block files of one directory, held by one process at a time. Thread-safe.
 *
 * <pre>
 * LOCK            locked by the process that has the store open
 * 00000007.blk    a block file
 * 00000007.draft  one that was not finished: removed at open
 * 00000007.sealed why that block file must not be written any more
 * </pre>
 */
public final class MappedDirectory implements BlockFileDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(MappedDirectory.class);
  private static final Pattern FILE = Pattern.compile("(\\d{8})\\.(blk|draft|sealed)");

  private final Path directory;
  private final FileChannel lockChannel;
  private final FileLock lock;
  private final Set<Integer> sealed = ConcurrentHashMap.newKeySet();

  private MappedDirectory(Path directory, FileChannel lockChannel, FileLock lock) {
    this.directory = directory;
    this.lockChannel = lockChannel;
    this.lock = lock;
  }

  /**
   * Takes a directory, making it when absent, and removes drafts left by a crash.
   *
   * @throws FsException EBUSY when another process has it; EROFS, EACCES or EIO when it cannot be
   *     written
   */
  public static MappedDirectory take(Path directory) {
    MappedDirectory taken = locked(directory);
    try {
      for (Path draft : taken.list("draft")) {
        LOG.info("{}: removed, its making was cut short", draft);
        Files.delete(draft);
      }
      for (Path marker : taken.list("sealed")) {
        taken.sealed.add(number(marker));
      }
      return taken;
    } catch (IOException e) {
      taken.close();
      throw failure(directory, "cannot be used for blocks", e);
    }
  }

  private static MappedDirectory locked(Path directory) {
    FileChannel channel = null;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new MappedDirectory(directory, channel, lock);
      }
      throw inUse(directory, channel);
    } catch (OverlappingFileLockException e) {
      throw inUse(directory, channel);
    } catch (IOException e) {
      throw failure(directory, "cannot be used for blocks", e);
    }
  }

  private static FsException inUse(Path directory, @Nullable FileChannel channel) {
    FsException failure =
        new FsException(
            Errno.EBUSY,
            directory + ": block directory is in use by another process; stop it first");
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static FsException failure(Path path, String what, IOException cause) {
    String words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    Errno errno = Errno.EIO;
    if (words.contains("no space left")) {
      errno = Errno.ENOSPC;
    } else if (words.contains("read-only file system")) {
      errno = Errno.EROFS;
    } else if (cause instanceof AccessDeniedException) {
      errno = Errno.EACCES;
    }
    return new FsException(errno, path + ": " + what + ": " + cause, cause);
  }

  @Override
  public List<Integer> numbers() {
    try {
      List<Integer> numbers = new ArrayList<>();
      for (Path file : list("blk")) {
        numbers.add(number(file));
      }
      Collections.sort(numbers);
      return numbers;
    } catch (IOException e) {
      throw failure(directory, "cannot be listed", e);
    }
  }

  @Override
  public BlockFileMedium create(int number, long bytes) {
    Path draft = path(number, "draft");
    try {
      Files.createFile(draft);
    } catch (IOException e) {
      throw failure(draft, "cannot be made", e);
    }
    try {
      Preallocation.allocate(draft, bytes);
      return MappedMedium.map(draft);
    } catch (FsException e) {
      discard(number);
      throw e;
    }
  }

  @Override
  public void publish(int number) {
    Path draft = path(number, "draft");
    try {
      Files.move(draft, path(number, "blk"), StandardCopyOption.ATOMIC_MOVE);
      forceDirectory(); // the commit: from here on the file is part of the store
    } catch (IOException e) {
      throw failure(draft, "cannot be published", e);
    }
  }

  @Override
  public void discard(int number) {
    Path draft = path(number, "draft");
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      LOG.warn("{}: cannot be removed; the next start tries again", draft, e);
    }
  }

  @Override
  public BlockFileMedium open(int number) {
    Path file = path(number, "blk");
    try {
      // Finds nothing to do unless somebody's copy of the file has holes.
      Preallocation.allocate(file, Files.size(file));
    } catch (FsException e) {
      seal(number, "not all of it is allocated on disk: " + e.getMessage());
    } catch (IOException e) {
      throw failure(file, "cannot be opened", e);
    }
    return MappedMedium.map(file);
  }

  @Override
  public Path path(int number) {
    return path(number, "blk").toAbsolutePath();
  }

  @Override
  public boolean isSealed(int number) {
    return sealed.contains(number);
  }

  @Override
  public void seal(int number, String reason) {
    if (!sealed.add(number)) {
      return;
    }
    Path marker = path(number, "sealed");
    try (FileChannel channel =
        FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(reason.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
      forceDirectory();
    } catch (IOException e) {
      LOG.error("{}: cannot be written; the seal lasts until this process ends", marker, e);
    }
  }

  @Override
  public long usableBytes() {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      throw failure(directory, "free space cannot be read", e);
    }
  }

  @Override
  public void close() {
    try (lockChannel) {
      lock.release();
    } catch (IOException e) {
      LOG.warn("{}: lock not released in order", directory, e);
    }
  }

  private void forceDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private List<Path> list(String kind) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Matcher name = FILE.matcher(entry.getFileName().toString());
        if (name.matches() && name.group(2).equals(kind)) {
          found.add(entry);
        }
      }
    }
    return found;
  }

  private static int number(Path file) {
    return Integer.parseInt(file.getFileName().toString(), 0, 8, 10);
  }

  private Path path(int number, String kind) {
    return directory.resolve(String.format(Locale.ROOT, "%08d.%s", number, kind));
  }
}
