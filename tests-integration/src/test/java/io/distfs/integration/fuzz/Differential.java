package io.distfs.integration.fuzz;

import io.distfs.integration.syscall.Attributes;
import io.distfs.integration.syscall.Peer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Applies sequences of random steps to two folders and compares every answer, and the trees at the
 * end. Confined to the thread that made it, which gets a umask and a working folder of its own.
 */
final class Differential {
  private static final int STEPS = 80;

  private final Path judge;
  private final Path subject;
  private final Map<String, Integer> counts = new TreeMap<>();
  private long sequences;
  private long folders;

  Differential(Path judge, Path subject) {
    this.judge = judge;
    this.subject = subject;
    Peer.ownFolder();
    Attributes.umask(0);
  }

  /** Runs the sequence of a seed; fails with the shortest form of it where the two differ. */
  void run(long seed, List<Operation> operations) {
    sequences++;
    Random random = new Random(seed);
    List<Step> steps = new ArrayList<>(Step.first());
    for (int i = 0; i < STEPS; i++) {
      steps.add(Step.random(random, operations));
    }
    if (difference(steps, true) != null) {
      List<Step> shortest = shrink(steps);
      throw new AssertionError(
          "seed %d: %s%nafter these steps:%n%s"
              .formatted(seed, difference(shortest, false), shown(shortest)));
    }
  }

  /** How often each operation gave each result. */
  String table() {
    return sequences
        + " sequences; "
        + counts.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }

  private @Nullable String difference(List<Step> steps, boolean counted) {
    String name = "/fuzz" + folders++;
    World one = new World(judge + name);
    World other = new World(subject + name);
    try {
      for (Step step : steps) {
        String want = one.apply(step);
        String have = other.apply(step);
        if (!want.equals(have)) {
          return step + ": want " + want + ", have " + have;
        }
        if (counted) {
          counts.merge(step.operation() + " " + want.split(" ", 2)[0], 1, Integer::sum);
        }
      }
      String want = one.snapshot();
      String have = other.snapshot();
      return want.equals(have) ? null : "the trees differ; want\n" + want + "have\n" + have;
    } finally {
      one.close();
      other.close();
    }
  }

  // Leaves out ever smaller runs of steps for as long as a difference remains.
  private List<Step> shrink(List<Step> steps) {
    List<Step> shortest = steps;
    for (int run = steps.size() / 2; run > 0; run /= 2) {
      for (int at = 0; at + run <= shortest.size(); ) {
        List<Step> fewer = new ArrayList<>(shortest);
        fewer.subList(at, at + run).clear();
        if (difference(fewer, false) != null) {
          shortest = fewer;
        } else {
          at += run;
        }
      }
    }
    return shortest;
  }

  private static String shown(List<Step> steps) {
    return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
  }
}
