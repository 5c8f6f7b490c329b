package io.distfs.server.store;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which of the state's folders is the valid one: {@code meta/current} names it, and the format.
 * Confined to the thread that replaces the state.
 *
 * <pre>
 * meta/current     "distfs-state 1 generation-000002\n"
 * meta/generation-000002/   a RocksDB
 * </pre>
 *
 * A loaded snapshot becomes a new generation beside the old; replacing {@code current} is the
 * commit. What {@code current} does not name is rubbish of an interrupted load and is deleted.
 */
final class StateFolders {
  /** Version of the tables' layout; a reader for each older one stays. */
  static final int FORMAT_VERSION = 1;

  private static final String MAGIC = "distfs-state";
  private static final String FOLDER_PREFIX = "generation-";

  private final Path root;
  private final Path pointer;

  StateFolders(Path root) {
    this.root = root;
    this.pointer = root.resolve("current");
  }

  /** The valid folder; the first one, not yet made, if nothing was ever written. */
  Path current() throws IOException {
    Files.createDirectories(root);
    if (!Files.exists(pointer)) {
      Path first = folder(1);
      delete(first);
      commit(first);
      return first;
    }
    Path current = root.resolve(named(Files.readString(pointer, StandardCharsets.US_ASCII)));
    deleteAllBut(current);
    return current;
  }

  /** A folder that does not exist yet, for the next generation. */
  Path next(Path current) throws IOException {
    String number = current.getFileName().toString().substring(FOLDER_PREFIX.length());
    Path next = folder(Integer.parseInt(number) + 1);
    delete(next);
    return next;
  }

  /** Makes a folder the valid one, durably. */
  void commit(Path folder) throws IOException {
    Path fresh = root.resolve("current.new");
    String line = MAGIC + " " + FORMAT_VERSION + " " + folder.getFileName() + "\n";
    try (FileChannel file =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    Files.move(fresh, pointer, StandardCopyOption.ATOMIC_MOVE); // the commit
    force(root);
  }

  /**
   * Fills a new folder with the files of a checkpoint. Tables and blobs never change, so they are
   * linked where the filesystem allows it; the rest is copied, because RocksDB appends to it.
   */
  static void adopt(Path checkpoint, Path folder) throws IOException {
    Files.createDirectory(folder);
    for (Path file : list(checkpoint)) {
      Path target = folder.resolve(file.getFileName().toString());
      if (isImmutable(file)) {
        linkOrCopy(file, target);
      } else {
        Files.copy(file, target);
        force(target);
      }
    }
    force(folder);
  }

  /** Deletes a folder and the files in it, if it exists. */
  static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> tree = Files.walk(folder)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** Forces a file, or a folder's entries, to disk. */
  static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Path folder(int number) {
    return root.resolve(String.format("%s%06d", FOLDER_PREFIX, number));
  }

  private String named(String line) {
    String[] words = line.strip().split(" ", -1);
    if (words.length != 3 || !words[0].equals(MAGIC) || !words[2].startsWith(FOLDER_PREFIX)) {
      throw new FsException(
          Errno.EIO, pointer + " is damaged: '" + line.strip() + "', want '" + MAGIC + " 1 ...'");
    }
    if (!words[1].equals(Integer.toString(FORMAT_VERSION))) {
      throw new FsException(
          Errno.EPROTO,
          root + " holds a state of format " + words[1] + ", this program reads " + FORMAT_VERSION);
    }
    return words[2];
  }

  private void deleteAllBut(Path current) throws IOException {
    for (Path path : list(root)) {
      if (!path.equals(current) && path.getFileName().toString().startsWith(FOLDER_PREFIX)) {
        delete(path);
      }
    }
  }

  private static boolean isImmutable(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".sst") || name.endsWith(".blob");
  }

  private static void linkOrCopy(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file);
    } catch (FileSystemException | UnsupportedOperationException e) {
      // The snapshot lies on another filesystem, or on one without hard links.
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      force(target);
    }
  }
}
