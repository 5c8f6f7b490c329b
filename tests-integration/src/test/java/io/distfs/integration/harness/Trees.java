package io.distfs.integration.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

/** Compares whole trees with the tools people trust. */
public final class Trees {
  private Trees() {}

  /** Fails unless both trees hold the same names, contents, modes, times, links and xattrs. */
  public static void assertSame(Path one, Path other) {
    assertThat(
            Shell.ok(List.of("diff", "-r", "--no-dereference", one.toString(), other.toString())))
        .isEmpty();
    assertThat(differences(one, other)).as("rsync %s to %s", one, other).isEmpty();
    assertThat(differences(other, one)).as("rsync %s to %s", other, one).isEmpty();
  }

  // -n lists what a real run would change; -i shows why. -H hard links, -X xattrs, -c contents.
  private static String differences(Path from, Path to) {
    return Shell.ok(List.of("rsync", "-aHXnci", "--delete", from + "/", to + "/"));
  }
}
