package io.distfs.integration.contract;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** All claims. */
final class Contract {
  private static final List<Subject> SUBJECTS =
      List.of(
          new Opening(),
          new ReadingAndWriting(),
          new Appending(),
          new Truncating(),
          new Linking(),
          new Unlinking(),
          new Symlinks(),
          new Folders(),
          new Renaming(),
          new Listings(),
          new NamesAndPaths(),
          new Permissions(),
          new ModesAndOwners(),
          new Times(),
          new ExtendedAttributes(),
          new SparseFiles(),
          new FileLocks(),
          new MappedFiles(),
          new UnnamedFiles(),
          new AccessLists(),
          new SpecialFiles(),
          new WholeFilesystem());

  private Contract() {}

  /** One claim of a subject. */
  record Item(Subject subject, Method method) {
    /** Subject and claim, as in the lists of expected failures. */
    String name() {
      return subject.getClass().getSimpleName() + "." + method.getName();
    }
  }

  /** All claims, in the order of the subjects and then of the names. */
  static List<Item> items() {
    return SUBJECTS.stream().flatMap(subject -> of(subject).stream()).toList();
  }

  private static List<Item> of(Subject subject) {
    return Arrays.stream(subject.getClass().getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Claim.class))
        .sorted(Comparator.comparing(Method::getName))
        .map(method -> new Item(subject, method))
        .toList();
  }
}
