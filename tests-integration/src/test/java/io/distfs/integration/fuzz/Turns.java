package io.distfs.integration.fuzz;

import io.distfs.integration.syscall.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Processes that take turns: every step's answer must be the same. Stateless. */
final class Turns implements Play {
  private static final int STEPS = 80;

  /** How long after a last close its locks may still be there. */
  private static final Duration RELEASE_MAX = Duration.ofSeconds(1);

  @Override
  public List<Step> steps(RandomGenerator random, Choice choice) {
    List<Step> steps = new ArrayList<>(Step.first(choice));
    for (int i = 0; i < STEPS; i++) {
      steps.add(Step.random(random, choice));
    }
    return steps;
  }

  @Override
  public @Nullable String difference(World judge, World subject, List<Step> steps, Counts counts) {
    for (Step step : steps) {
      Future<String> wanted = judge.begin(step);
      Future<String> had = subject.begin(step);
      String want = Peer.await(wanted);
      String have = Peer.await(had);
      if (step.operation().isLock() && !have.equals(want)) {
        have = afterRelease(subject, step, want);
      }
      if (!want.equals(have)) {
        return step + ": want " + want + ", have " + have;
      }
      counts.add(step.operation(), want);
    }
    return null;
  }

  // The kernel tells a FUSE daemon of the last close some time after it (docs/KNOWN_FAILURES.md).
  private static String afterRelease(World subject, Step step, String want) {
    long end = System.nanoTime() + RELEASE_MAX.toNanos();
    String have;
    do {
      have = subject.apply(step);
    } while (!have.equals(want) && System.nanoTime() < end);
    return have;
  }
}
