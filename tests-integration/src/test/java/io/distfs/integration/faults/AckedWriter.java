package io.distfs.integration.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/**
 * A program that writes files under load and prints, a line each, what fsync acknowledged: the name
 * and how many bytes of it. Ends when its standard input does.
 *
 * <p>A process of its own, because one that has files open on a mount whose servers are dead cannot
 * start another: the copies of its descriptors are closed first, and close waits for the servers.
 */
final class AckedWriter {
  private static final int THREADS = 4;
  private static final int BIG_BYTES = 900_000;
  private static final int BLOCK_BYTES = 70_000;

  private final Path directory;
  private volatile boolean stopping;

  private AckedWriter(Path directory) {
    this.directory = directory;
  }

  /** Writes below the directory given until the end of standard input. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    AckedWriter writer = new AckedWriter(Path.of(arguments[0]));
    Thread[] threads = new Thread[THREADS];
    for (int number = 0; number < THREADS; number++) {
      String prefix = "t" + number + "-";
      threads[number] = new Thread(() -> writer.write(prefix));
      threads[number].start();
    }
    while (System.in.read() >= 0) {}
    writer.stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** The first bytes of a file; they follow from its name. */
  static byte[] content(String name, int length) {
    byte[] content = new byte[length];
    new SplittableRandom(name.hashCode()).nextBytes(content);
    return content;
  }

  private void write(String prefix) {
    for (int number = 0; !stopping; number++) {
      int length =
          switch (number % 5) {
            case 0 -> BIG_BYTES;
            case 1 -> BLOCK_BYTES;
            default -> 100 + number % 4000;
          };
      try {
        writeFile(prefix + number, length);
      } catch (IOException e) {
        // Allowed while the servers are down: what failed is not acknowledged.
        System.err.println(prefix + number + ": " + e);
      }
    }
  }

  // In two halves, each with its fsync: the second one appends to what was acknowledged before.
  private void writeFile(String name, int length) throws IOException {
    byte[] content = content(name, length);
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      int half = length / 2;
      writeFully(channel, ByteBuffer.wrap(content, 0, half));
      channel.force(true);
      System.out.println(name + " " + half);
      writeFully(channel, ByteBuffer.wrap(content, half, length - half));
      channel.force(true);
      System.out.println(name + " " + length);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
