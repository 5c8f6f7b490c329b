package io.distfs.integration.fuzz;

import java.nio.file.Path;
import java.util.List;

/** Compares two folders for so many seconds: {@code FuzzMain JUDGE SUBJECT SECONDS SEED}. */
final class FuzzMain {
  private FuzzMain() {}

  public static void main(String[] arguments) {
    Differential differential = new Differential(Path.of(arguments[0]), Path.of(arguments[1]));
    long end = System.nanoTime() + Long.parseLong(arguments[2]) * 1_000_000_000L;
    List<Operation> operations = Operation.usual();
    for (long seed = Long.parseLong(arguments[3]); System.nanoTime() < end; seed++) {
      try {
        differential.run(seed, operations);
      } catch (AssertionError e) {
        System.out.println(e.getMessage());
      }
    }
    System.out.println(differential.table());
  }
}
