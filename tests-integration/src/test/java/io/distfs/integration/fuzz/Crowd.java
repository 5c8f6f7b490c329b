package io.distfs.integration.fuzz;

import io.distfs.integration.syscall.Attributes;
import io.distfs.integration.syscall.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Processes at work at the same time. Each has a folder of its own, where its answers are its own
 * affair; in a shared one they do what comes to the same in whatever order: appending, making names
 * nobody else makes, writing to parts of a file nobody else writes. And there are things that only
 * one can get: who does is chance, that exactly one does is not. Stateless.
 */
final class Crowd implements Play {
  /** The file all append to. */
  static final String LOG = "shared/log";

  /** How many things there are of each kind that one may get. */
  static final int PRIZES = 4;

  private static final int STEPS = 40;

  /** So few that a name that was made is likely to be moved, and to be removed. */
  private static final int NUMBERS = 4;

  private static final int SHARED_SHARE = 3;

  private static final List<Operation> SHARED =
      List.of(
          Operation.SHARED_APPEND,
          Operation.SHARED_APPEND,
          Operation.SHARED_WRITE,
          Operation.SHARED_CREATE,
          Operation.SHARED_CREATE,
          Operation.SHARED_LINK,
          Operation.SHARED_RENAME,
          Operation.SHARED_RENAME,
          Operation.SHARED_UNLINK,
          Operation.SHARED_XATTR);

  private static final List<Operation> CONTESTS =
      List.of(
          Operation.CONTEST_MKDIR,
          Operation.CONTEST_CREATE,
          Operation.CONTEST_LINK,
          Operation.CONTEST_RENAME,
          Operation.CONTEST_UNLINK,
          Operation.CONTEST_RMDIR);

  @Override
  public List<Step> steps(RandomGenerator random, Choice choice) {
    Choice own = choice.alone();
    List<Step> steps = new ArrayList<>();
    for (int who = 0; who < Actor.COUNT; who++) {
      steps.addAll(Step.firstOf(who));
      int prize = 0;
      for (int i = 0; i < STEPS; i++) {
        steps.add(Step.random(random, own, who));
        if (random.nextInt(SHARED_SHARE) == 0) {
          steps.add(
              Step.shared(SHARED.get(random.nextInt(SHARED.size())), who, random.nextInt(NUMBERS)));
        }
        // All go for the prizes in the same order, so that they meet.
        if (prize < PRIZES * CONTESTS.size() && random.nextBoolean()) {
          steps.add(
              Step.shared(CONTESTS.get(prize % CONTESTS.size()), who, prize / CONTESTS.size()));
          prize++;
        }
      }
    }
    return steps;
  }

  @Override
  public @Nullable String difference(World judge, World subject, List<Step> steps, Counts counts) {
    List<List<Step>> byActor =
        IntStream.range(0, Actor.COUNT)
            .mapToObj(who -> steps.stream().filter(step -> step.who() == who).toList())
            .toList();
    List<List<String>> want = answers(judge, byActor);
    List<List<String>> have = answers(subject, byActor);
    List<String> wantOfContests = new ArrayList<>();
    List<String> haveOfContests = new ArrayList<>();
    for (int who = 0; who < Actor.COUNT; who++) {
      for (int i = 0; i < byActor.get(who).size(); i++) {
        Step step = byActor.get(who).get(i);
        String wanted = want.get(who).get(i);
        String had = have.get(who).get(i);
        counts.add(step.operation(), wanted);
        if (CONTESTS.contains(step.operation())) {
          wantOfContests.add(step.operation() + " " + step.a() + " " + wanted);
          haveOfContests.add(step.operation() + " " + step.a() + " " + had);
        } else if (!wanted.equals(had)) {
          return step + ": want " + wanted + ", have " + had;
        }
      }
    }
    wantOfContests.sort(null);
    haveOfContests.sort(null);
    return wantOfContests.equals(haveOfContests)
        ? null
        : "want " + wantOfContests + "\nhave " + haveOfContests;
  }

  private static List<List<String>> answers(World world, List<List<Step>> steps) {
    world.prepare(SharedCalls::prepare);
    List<List<String>> answers = world.applyAtOnce(steps);
    world.prepare(Crowd::settle);
    return answers;
  }

  // What was won belongs to the winner, who is chance.
  private static void settle() {
    for (String name : Listing.list("shared")) {
      if (name.startsWith(SharedCalls.PRIZE)) {
        Attributes.lchown("shared/" + name, 0, 0);
      }
    }
  }
}
