package io.distfs.benchmark.mount;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** Files of 4 KiB in 40 directories: create, stat, list, read, rename, unlink. */
final class SmallFilesWorkload {
  private static final int FILE_BYTES = 4096;
  private static final int DIRECTORIES = 40;

  private final Path base;
  private final int files;

  SmallFilesWorkload(Path base, int files) {
    this.base = base;
    this.files = files;
  }

  /** What is done to one file. */
  @FunctionalInterface
  interface FileOperation {
    void on(Path file) throws IOException;
  }

  void makeDirectories() throws IOException {
    for (int directory = 0; directory < DIRECTORIES; directory++) {
      Files.createDirectories(directory(directory));
    }
  }

  void create(String name, int threads, boolean sync, Report report)
      throws InterruptedException, ExecutionException {
    ByteBuffer content = ByteBuffer.allocateDirect(FILE_BYTES);
    timed(name, threads, file -> createFile(file, content.duplicate(), sync), report);
  }

  void stat(String name, Report report) throws InterruptedException, ExecutionException {
    timed(
        name,
        1,
        file -> {
          if (Files.readAttributes(file, BasicFileAttributes.class).size() != FILE_BYTES) {
            throw new IOException(file + " is not " + FILE_BYTES + " bytes long");
          }
        },
        report);
  }

  void read(String name, Report report) throws InterruptedException, ExecutionException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(FILE_BYTES);
    timed(name, 1, file -> readFile(file, buffer), report);
  }

  void rename(String name, Report report) throws InterruptedException, ExecutionException {
    timed(name, 1, file -> Files.move(file, renamed(file)), report);
  }

  void unlink(String name, boolean renamed, int threads, Report report)
      throws InterruptedException, ExecutionException {
    timed(name, threads, file -> Files.delete(renamed ? renamed(file) : file), report);
  }

  /** As {@code ls -lR}: every entry with its attributes. */
  void list(String name, Report report) throws IOException {
    AtomicLong seen = new AtomicLong();
    long begin = System.nanoTime();
    Files.walkFileTree(
        base,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            seen.incrementAndGet();
            return FileVisitResult.CONTINUE;
          }
        });
    if (seen.get() != files) {
      throw new IOException("listed " + seen.get() + " files, made " + files);
    }
    report.seconds(name, System.nanoTime() - begin);
  }

  void removeDirectories() throws IOException {
    for (int directory = 0; directory < DIRECTORIES; directory++) {
      Files.delete(directory(directory));
    }
    Files.delete(base);
  }

  private void timed(String name, int threads, FileOperation operation, Report report)
      throws InterruptedException, ExecutionException {
    long begin = System.nanoTime();
    Threads.runEach(
        threads,
        thread -> {
          int end = (thread + 1) * DIRECTORIES / threads;
          for (int directory = thread * DIRECTORIES / threads; directory < end; directory++) {
            inDirectory(directory, operation);
          }
        });
    report.rate(name, files, System.nanoTime() - begin, "files/s");
  }

  private void inDirectory(int directory, FileOperation operation) throws IOException {
    Path parent = directory(directory);
    for (int file = directory; file < files; file += DIRECTORIES) {
      operation.on(parent.resolve("f" + file));
    }
  }

  private Path directory(int number) {
    return base.resolve("d" + number);
  }

  private static Path renamed(Path file) {
    return file.resolveSibling(file.getFileName() + ".r");
  }

  private static void createFile(Path file, ByteBuffer content, boolean sync) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (content.hasRemaining()) {
        channel.write(content);
      }
      if (sync) {
        channel.force(true);
      }
    }
  }

  private static void readFile(Path file, ByteBuffer buffer) throws IOException {
    buffer.clear();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.read(buffer) != FILE_BYTES) {
        throw new IOException("short read of " + file);
      }
    }
  }
}
