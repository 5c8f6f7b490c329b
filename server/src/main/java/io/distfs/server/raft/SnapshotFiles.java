package io.distfs.server.raft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of a snapshot's folder. Stateless. */
final class SnapshotFiles {
  private SnapshotFiles() {}

  static void create(Path folder) throws IOException {
    Files.createDirectories(folder);
  }

  /**
   * Forces files and folders to disk, before JRaft renames the snapshot into place and drops the
   * log entries it replaces.
   *
   * @return the files' names relative to the folder, with slashes
   */
  static List<String> forced(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.toList();
    }
    List<String> names = new ArrayList<>();
    for (Path path : all) {
      force(path);
      if (Files.isRegularFile(path)) {
        names.add(folder.relativize(path).toString());
      }
    }
    return names;
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
