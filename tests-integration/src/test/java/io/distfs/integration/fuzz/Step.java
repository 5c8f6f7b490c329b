package io.distfs.integration.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One system call, as random numbers chose it.
 *
 * @param who 0 is root, 1 and 2 are ordinary users
 * @param slot which of the few descriptors
 */
record Step(Operation operation, int who, String path, String other, int slot, int a, int b) {
  private static final List<String> PATHS =
      List.of("a", "b", "d", "d/a", "d/b", "d/e", "d/e/a", "e", "e/a", "s", "s/a", "d/", "e/..");
  private static final int SLOTS = 3;
  private static final int ROOT_SHARE = 4;
  private static final int SIZE = 200_000;

  /** What every sequence begins with, so that later steps find something: folders, open files. */
  static List<Step> first() {
    return List.of(
        new Step(Operation.MKDIR, 0, "d", "", 0, 0, 0),
        new Step(Operation.MKDIR, 0, "e", "", 0, 0, 0),
        new Step(Operation.MKDIR, 0, "d/e", "", 0, 0, 0),
        new Step(Operation.OPEN, 0, "a", "", 0, 2, 1),
        new Step(Operation.OPEN, 1, "d/a", "", 1, 2, 1),
        new Step(Operation.OPEN, 2, "e/a", "", 2, 2, 1),
        new Step(Operation.SYMLINK, 0, "s", "d", 0, 0, 0));
  }

  static Step random(RandomGenerator random, List<Operation> operations) {
    return new Step(
        operations.get(random.nextInt(operations.size())),
        Math.max(0, random.nextInt(ROOT_SHARE + 2) - ROOT_SHARE + 1),
        PATHS.get(random.nextInt(PATHS.size())),
        PATHS.get(random.nextInt(PATHS.size())),
        random.nextInt(SLOTS),
        // Small numbers meet each other more often.
        random.nextBoolean() ? random.nextInt(16) : random.nextInt(SIZE),
        random.nextBoolean() ? random.nextInt(16) : random.nextInt(SIZE));
  }
}
