package io.distfs.integration.fuzz;

import static io.distfs.integration.fuzz.Operation.CHDIR;
import static io.distfs.integration.fuzz.Operation.FORK;
import static io.distfs.integration.fuzz.Operation.GETACL;
import static io.distfs.integration.fuzz.Operation.REMOVEACL;
import static io.distfs.integration.fuzz.Operation.RENAME_EXCHANGE;
import static io.distfs.integration.fuzz.Operation.RENAME_NOREPLACE;
import static io.distfs.integration.fuzz.Operation.RENAME_WHITEOUT;
import static io.distfs.integration.fuzz.Operation.SETACL;
import static io.distfs.integration.fuzz.Operation.TMPFILE;
import static io.distfs.integration.fuzz.Operation.UMASK;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What random steps are made of.
 *
 * @param operations some of them several times: they come that much more often
 */
record Choice(List<Operation> operations, List<Integer> modes) {
  private static final List<Integer> MODES =
      List.of(0777, 0777, 0755, 0700, 0644, 0666, 01777, 0, 0070, 0604, 02777, 02755, 04755, 06777);

  /** What libfuse 2 cannot carry; each is in docs/KNOWN_FAILURES.md, with the reason. */
  private static final Set<Operation> NOT_OF_JNR =
      EnumSet.of(
          // Protocol 7.19: rename carries no flags.
          RENAME_NOREPLACE,
          RENAME_EXCHANGE,
          RENAME_WHITEOUT,
          // Protocol 7.19 has no request for it.
          TMPFILE,
          // Protocol 7.19 cannot negotiate POSIX ACLs.
          SETACL,
          GETACL,
          REMOVEACL);

  /** The kernel takes set-id bits by a chmod in the name of a writer, who may not do it: EPERM. */
  private static final int SET_ID = 06000;

  /** Everything. */
  static Choice all() {
    return new Choice(weighted(EnumSet.noneOf(Operation.class)), MODES);
  }

  /** What a mount by this adapter can do as ext4 does. */
  static Choice of(String adapter) {
    return switch (adapter) {
      case "direct" -> all();
      case "jnr" ->
          new Choice(
              weighted(NOT_OF_JNR), MODES.stream().filter(mode -> (mode & SET_ID) == 0).toList());
      default -> throw new IllegalArgumentException("no adapter: " + adapter);
    };
  }

  boolean has(Operation operation) {
    return operations.contains(operation);
  }

  /** Without locks: of those on folders a filesystem below FUSE is not asked. */
  Choice withoutLocks() {
    return new Choice(operations.stream().filter(each -> !each.isLock()).toList(), modes);
  }

  /** Without what depends on when another process does something. */
  Choice alone() {
    return new Choice(
        operations.stream()
            // The last close frees locks a little after it returned (docs/KNOWN_FAILURES.md).
            .filter(each -> !each.isLock())
            // Each stays in its own folder, and what only one can make is the same whoever does.
            .filter(each -> each != FORK && each != CHDIR && each != UMASK)
            .toList(),
        modes);
  }

  /** Every operation that a run of this choice comes to, those of a crowd with them. */
  Set<Operation> everyOperation() {
    Set<Operation> every = EnumSet.copyOf(operations);
    Arrays.stream(Operation.values()).filter(each -> each.weight() == 0).forEach(every::add);
    return every;
  }

  private static List<Operation> weighted(Set<Operation> without) {
    return EnumSet.complementOf(EnumSet.copyOf(without)).stream()
        .flatMap(each -> Collections.nCopies(each.weight(), each).stream())
        .toList();
  }
}
