package io.distfs.integration.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * One system call, as random numbers chose it.
 *
 * @param who which of the processes makes it
 * @param slot which of its few descriptors
 * @param to another of them
 * @param mode permissions for what takes some
 * @param watched whether the attributes of what it touches are compared right after it
 */
record Step(
    Operation operation,
    int who,
    String path,
    String other,
    int slot,
    int to,
    int a,
    int b,
    int mode,
    boolean watched) {
  /** Descriptors of a process. */
  static final int SLOTS = 4;

  /** Most bytes of one write. */
  static final int WRITE_MAX = 200_000;

  private static final int BLOCK = 4 << 20;

  /** A number that makes a list of access that lets everybody in. */
  private static final int OPEN_LIST = 279;

  private static final List<String> PATHS =
      List.of(
          "a", "b", "d", "d/a", "d/b", "d/e", "d/e/a", "e", "e/a", "s", "s/a", "a/b", "d/", "e/..");

  /** Where a page, inline data, a request of libfuse 2 and a block end. */
  private static final List<Integer> EDGES = List.of(4096, 65_536, 131_072, BLOCK);

  /** What every sequence begins with, so that later steps find something: folders, open files. */
  static List<Step> first(Choice choice) {
    return Stream.concat(first().stream(), lists().filter(step -> choice.has(step.operation())))
        .toList();
  }

  private static List<Step> first() {
    return List.of(
        given(Operation.MKDIR, 0, "d", 0),
        given(Operation.MKDIR, 0, "e", 0),
        given(Operation.MKDIR, 0, "d/e", 0),
        given(Operation.OPEN, 0, "a", 0),
        given(Operation.OPEN, 1, "d/a", 1),
        given(Operation.OPEN, 2, "e/a", 2),
        // All have one file open, each by itself: what they do to it and lock of it meets.
        given(Operation.OPEN, 0, "a", 3),
        given(Operation.OPEN, 1, "a", 3),
        given(Operation.OPEN, 2, "a", 3),
        given(Operation.SETXATTR, 0, "a", 0),
        given(Operation.SETXATTR, 0, "d", 0),
        given(Operation.SYMLINK, 0, "s", 0));
  }

  // Access lists that let everybody in: of one folder, and for what is made in another.
  private static Stream<Step> lists() {
    return Stream.of(
        new Step(Operation.SETACL, 0, "d", "", 0, 0, 0, OPEN_LIST, 0, false),
        new Step(Operation.SETACL, 0, "e", "", 0, 0, 1, OPEN_LIST, 0, false));
  }

  /** The same for a process of a crowd, in the folder that is its own. */
  static List<Step> firstOf(int who) {
    List<Step> steps = new ArrayList<>(List.of(given(Operation.CHDIR, who, "own" + who, 0)));
    for (Step step : first()) {
      steps.add(given(step.operation(), who, step.path(), step.slot()));
    }
    return steps;
  }

  /** A step of a crowd in the folder that all share. */
  static Step shared(Operation operation, int who, int number) {
    return new Step(operation, who, "", "", 0, 0, number, 0, 0, false);
  }

  /** A folder, a file open for reading and writing, an attribute, a symlink to d; for everybody. */
  private static Step given(Operation operation, int who, String path, int slot) {
    return new Step(operation, who, path, "d", slot, slot, 2, 1, 0777, false);
  }

  static Step random(RandomGenerator random, Choice choice) {
    return random(random, choice, Actor.SHARES.get(random.nextInt(Actor.SHARES.size())));
  }

  /** A step of a given process. */
  static Step random(RandomGenerator random, Choice choice, int who) {
    Operation operation = choice.operations().get(random.nextInt(choice.operations().size()));
    // ext4 makes the whiteout first: where the renaming then fails, the folder's times have moved.
    boolean watched = random.nextInt(3) == 0 && operation != Operation.RENAME_WHITEOUT;
    return new Step(
        operation,
        who,
        PATHS.get(random.nextInt(PATHS.size())),
        PATHS.get(random.nextInt(PATHS.size())),
        random.nextInt(SLOTS),
        random.nextInt(SLOTS),
        number(random),
        number(random),
        choice.modes().get(random.nextInt(choice.modes().size())),
        watched);
  }

  // Small numbers meet each other more often; what goes wrong goes wrong at an edge.
  private static int number(RandomGenerator random) {
    int kind = random.nextInt(16);
    if (kind < 8) {
      return random.nextInt(16);
    } else if (kind < 13) {
      return random.nextInt(WRITE_MAX);
    }
    return EDGES.get(random.nextInt(EDGES.size())) + random.nextInt(5) - 2;
  }

  @Override
  public String toString() {
    return "process %d: %s %s %s slot %d to %d a=%d b=%d mode 0%o%s"
        .formatted(who, operation, path, other, slot, to, a, b, mode, watched ? ", watched" : "");
  }
}
