package io.distfs.integration.fuzz;

import static io.distfs.integration.syscall.Flags.AT_FDCWD;
import static io.distfs.integration.syscall.Flags.AT_SYMLINK_NOFOLLOW;

import io.distfs.integration.syscall.Attributes;
import io.distfs.integration.syscall.Time;
import io.distfs.integration.syscall.User;
import java.util.List;

/** Steps on attributes. Stateless. */
final class AttributeCalls {
  private static final List<Integer> MASKS = List.of(0, 0, 022, 077, 0777);

  // Not both -1: such a chown reaches no FUSE daemon as what it is (docs/KNOWN_FAILURES.md).
  private static final List<List<Integer>> OWNERS =
      List.of(
          List.of(0, 0),
          List.of(User.ALICE.uid(), User.ALICE.gid()),
          List.of(User.BOB.uid(), User.BOB.gid()),
          List.of(-1, User.ALICE.gid()),
          List.of(-1, User.BOB.gid()),
          List.of(User.ALICE.uid(), -1),
          List.of(User.BOB.uid(), -1));

  private AttributeCalls() {}

  static String chmod(Actor actor, Step step) {
    Attributes.chmod(step.path(), step.mode());
    return "";
  }

  static String fchmod(Actor actor, Step step) {
    Attributes.fchmod(actor.fd(step.slot()), step.mode());
    return "";
  }

  static String chown(Actor actor, Step step) {
    List<Integer> owner = owner(step);
    if (step.b() % 2 == 0) {
      Attributes.lchown(step.path(), owner.get(0), owner.get(1));
    } else {
      Attributes.chown(step.path(), owner.get(0), owner.get(1));
    }
    return "";
  }

  static String fchown(Actor actor, Step step) {
    List<Integer> owner = owner(step);
    Attributes.fchown(actor.fd(step.slot()), owner.get(0), owner.get(1));
    return "";
  }

  private static List<Integer> owner(Step step) {
    return OWNERS.get(step.a() % OWNERS.size());
  }

  static String utimens(Actor actor, Step step) {
    int flags = step.b() % 2 == 0 ? AT_SYMLINK_NOFOLLOW : 0;
    Attributes.utimensat(AT_FDCWD, step.path(), time(step.a()), time(step.b()), flags);
    return "";
  }

  static String futimens(Actor actor, Step step) {
    Attributes.utimensat(actor.fd(step.slot()), null, time(step.a()), time(step.b()), 0);
    return "";
  }

  // Nanoseconds as odd as they come: those that are set are compared exactly.
  private static Time time(int number) {
    return switch (number % 8) {
      case 0 -> Time.NOW;
      case 1 -> Time.OMIT;
      default -> new Time(number, number * 65_537L % 1_000_000_000);
    };
  }

  static String umask(Actor actor, Step step) {
    return Integer.toOctalString(Attributes.umask(MASKS.get(step.a() % MASKS.size())));
  }

  static String access(Actor actor, Step step) {
    Attributes.access(step.path(), step.a() % 8);
    return "";
  }

  static String stat(Actor actor, Step step) {
    return Sight.shown(
        step.a() % 2 == 0 ? Attributes.stat(step.path()) : Attributes.lstat(step.path()));
  }

  static String fstat(Actor actor, Step step) {
    return Sight.shown(Attributes.fstat(actor.fd(step.slot())));
  }
}
