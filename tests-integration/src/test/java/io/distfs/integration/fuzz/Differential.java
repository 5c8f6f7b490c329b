package io.distfs.integration.fuzz;

import io.distfs.integration.syscall.Attributes;
import io.distfs.integration.syscall.CallingThread;
import io.distfs.integration.syscall.Descriptors;
import io.distfs.integration.syscall.FailedCall;
import io.distfs.integration.syscall.Kernel;
import io.distfs.integration.syscall.Peer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Applies sequences of random steps to two folders and compares every answer, and the trees at the
 * end. Confined to the thread that made it, which gets a umask and a working folder of its own.
 */
final class Differential {
  /** Every so manieth sequence is one of processes that do not wait for each other. */
  private static final int CROWD_SHARE = 4;

  /** What depends on the order of processes may need several attempts to show again. */
  private static final int CROWD_ATTEMPTS = 5;

  private final Path judge;
  private final Subject subject;
  private final Choice choice;
  private final boolean fineClock;
  private final Counts counts = new Counts();
  private final CallingThread linux = Kernel.current();
  private long sequences;
  private long folders;

  /**
   * What is judged.
   *
   * @param kernel what its system calls go to
   */
  record Subject(String folder, CallingThread kernel) {
    /** A folder of a mounted filesystem, on the thread that compares. */
    static Subject mounted(Path folder) {
      return new Subject(folder.toString(), Kernel.current());
    }
  }

  Differential(Path judge, Subject subject, Choice choice) {
    this.judge = judge;
    this.subject = subject;
    this.choice = choice;
    Peer.ownFolder();
    Attributes.umask(0);
    int _ = Kernel.through(subject.kernel, () -> Attributes.umask(0));
    fineClock = World.hasFineClock(judge.toString());
  }

  /**
   * Runs the sequences of as many seeds as there is time for.
   *
   * @param more as much time again, where a busy machine has not got far enough
   * @return what was made too seldom all the same
   */
  List<String> run(long firstSeed, Duration time, Duration more) {
    long begin = System.nanoTime();
    long end = begin + time.toNanos();
    try {
      for (long seed = firstSeed; System.nanoTime() < end; seed++) {
        run(seed);
        if (System.nanoTime() >= end && !tooSeldom().isEmpty()) {
          end = begin + time.plus(more).toNanos();
        }
      }
      return tooSeldom();
    } finally {
      System.out.println(table());
      Descriptors.closeAll();
    }
  }

  /** Runs the sequence of a seed; fails with the shortest form of it where the two differ. */
  void run(long seed) {
    sequences++;
    Play play = play(seed);
    List<Step> steps = play.steps(new Random(seed), choice);
    String found = difference(play, steps, counts);
    if (found != null) {
      List<Step> shortest = shrink(play, steps, play instanceof Crowd ? CROWD_ATTEMPTS : 1);
      String last = difference(play, shortest, new Counts());
      throw new AssertionError(
          "seed %d: %s%nafter these steps:%n%s"
              .formatted(seed, last == null ? found : last, shown(shortest)));
    }
  }

  /** Whether the sequence of a seed shows a difference; how, is not looked into. */
  boolean differs(long seed) {
    Play play = play(seed);
    return difference(play, play.steps(new Random(seed), choice), counts) != null;
  }

  private static Play play(long seed) {
    return seed % CROWD_SHARE == 0 ? new Crowd() : new Turns();
  }

  /** How often each operation gave each result. */
  String table() {
    return "%d sequences; times %s%n%s"
        .formatted(
            sequences,
            fineClock ? "compared by whether they move" : "compared as far as they are set",
            counts.table());
  }

  /** What was compared less often than a long run should, a line each. */
  List<String> tooSeldom() {
    return counts.tooSeldom(choice.everyOperation());
  }

  private @Nullable String difference(Play play, List<Step> steps, Counts counted) {
    String name = "/fuzz" + folders++;
    try (World one = new World(judge + name, fineClock, linux);
        World other = new World(subject.folder + name, fineClock, subject.kernel)) {
      String found = play.difference(one, other, steps, counted);
      if (found == null) {
        found = ofTrees(one, other);
      }
      String kept = removed(one, other);
      return found == null ? kept : found;
    }
  }

  // A filesystem that is wrong may hold what can neither be seen nor removed.
  private static @Nullable String removed(World one, World other) {
    List<Future<Boolean>> ends = List.of(one.beginToEnd(), other.beginToEnd());
    String kept = null;
    for (Future<Boolean> end : ends) {
      try {
        Peer.await(end);
      } catch (FailedCall e) {
        kept = "the tree cannot be removed: " + e.getMessage();
      }
    }
    return kept;
  }

  private static @Nullable String ofTrees(World judge, World subject) {
    Future<String> wanted = judge.beginSnapshot();
    Future<String> had = subject.beginSnapshot();
    return ofTrees(Peer.await(wanted), Peer.await(had));
  }

  private static @Nullable String ofTrees(String want, String have) {
    if (want.equals(have)) {
      return null;
    }
    return "the trees differ; want\n%s\nhave\n%s"
        .formatted(without(want, have), without(have, want));
  }

  private static String without(String lines, String others) {
    Set<String> known = others.lines().collect(Collectors.toSet());
    return lines.lines().filter(line -> !known.contains(line)).collect(Collectors.joining("\n"));
  }

  // Leaves out ever smaller runs of steps for as long as a difference remains.
  private List<Step> shrink(Play play, List<Step> steps, int attempts) {
    List<Step> shortest = steps;
    for (int run = steps.size() / 2; run > 0; run /= 2) {
      for (int at = 0; at + run <= shortest.size(); ) {
        List<Step> fewer = new ArrayList<>(shortest);
        fewer.subList(at, at + run).clear();
        if (differs(play, fewer, attempts)) {
          shortest = fewer;
        } else {
          at += run;
        }
      }
    }
    return shortest;
  }

  private boolean differs(Play play, List<Step> steps, int attempts) {
    for (int i = 0; i < attempts; i++) {
      if (difference(play, steps, new Counts()) != null) {
        return true;
      }
    }
    return false;
  }

  private static String shown(List<Step> steps) {
    return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
  }
}
