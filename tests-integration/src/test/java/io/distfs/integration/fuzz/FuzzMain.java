package io.distfs.integration.fuzz;

import java.nio.file.Path;

/**
 * Compares two folders for so many seconds: {@code FuzzMain JUDGE SUBJECT SECONDS SEED [ADAPTER]}.
 * The judge's filesystem is to be mounted with noatime.
 */
final class FuzzMain {
  private FuzzMain() {}

  public static void main(String[] arguments) {
    Choice choice = Choice.of(arguments.length > 4 ? arguments[4] : "direct");
    Differential differential =
        new Differential(
            Path.of(arguments[0]), Differential.Subject.mounted(Path.of(arguments[1])), choice);
    long end = System.nanoTime() + Long.parseLong(arguments[2]) * 1_000_000_000L;
    for (long seed = Long.parseLong(arguments[3]); System.nanoTime() < end; seed++) {
      try {
        differential.run(seed);
      } catch (AssertionError e) {
        System.out.println(e.getMessage());
      }
    }
    System.out.println(differential.table());
    differential.tooSeldom().forEach(System.out::println);
  }
}
