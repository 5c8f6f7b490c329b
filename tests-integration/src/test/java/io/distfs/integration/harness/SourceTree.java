package io.distfs.integration.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A tree like a source tree, the same for the same seed: sizes from nothing to a few hundred KiB,
 * symlinks (one dangling), hard links, modes, times with nanoseconds, xattrs, awkward names.
 */
public final class SourceTree {
  /** Regular files in the tree. */
  public static final int FILES = 5_000;

  private static final int FILES_PER_DIRECTORY = 50;
  private static final List<String> MODES =
      List.of("rw-r--r--", "rwxr-xr-x", "rw-------", "r--r--r--");
  private static final Instant EPOCH = Instant.parse("2001-09-09T01:46:40.123456789Z");

  private final SplittableRandom random;

  private SourceTree(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Makes the tree in a folder that does not exist yet. */
  public static void make(Path root, long seed) throws IOException {
    new SourceTree(seed).fill(root);
  }

  private void fill(Path root) throws IOException {
    Path directory = root;
    for (int i = 0; i < FILES; i++) {
      if (i % FILES_PER_DIRECTORY == 0) {
        int number = i / FILES_PER_DIRECTORY;
        directory = root.resolve("m" + number % 10).resolve("p" + number);
        Files.createDirectories(directory);
      }
      makeFile(directory, i);
    }
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("no/such/place"));
    Files.createDirectory(root.resolve("empty"));
  }

  private void makeFile(Path directory, int number) throws IOException {
    Path file = directory.resolve("f" + number + suffix(number));
    byte[] content = new byte[size()];
    random.nextBytes(content);
    Files.write(file, content);
    if (number % 20 == 0) {
      Files.createSymbolicLink(directory.resolve("s" + number), file.getFileName());
    }
    if (number % 25 == 0) {
      Files.createLink(directory.resolve("h" + number), file);
    }
    if (number % 10 == 0) {
      Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
          .write("origin", StandardCharsets.UTF_8.encode("made as number " + number));
    }
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(MODES.get(number % MODES.size())));
    Files.setLastModifiedTime(file, FileTime.from(EPOCH.plusSeconds(number * 86_400L)));
  }

  private static String suffix(int number) {
    return switch (number % 100) {
      case 1 -> " with spaces";
      case 2 -> "\nand a newline";
      case 3 -> "-äöü-漢字";
      case 4 -> "'quoted\"";
      default -> ".java";
    };
  }

  // As in real source trees: most files are small, a few are not.
  private int size() {
    int kind = random.nextInt(100);
    if (kind < 5) {
      return 0;
    }
    if (kind < 75) {
      return random.nextInt(1, 8 << 10);
    }
    return kind < 98 ? random.nextInt(8 << 10, 60 << 10) : random.nextInt(60 << 10, 400 << 10);
  }
}
