package io.distfs.integration.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.SourceTree;
import io.distfs.integration.harness.TestMount;
import io.distfs.integration.harness.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A real source tree goes in, the process ends (well or badly), and the tree comes out again. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class CopyTreeIT {
  private static final long SEED = 20_260_101;

  @TempDir private static Path folder;
  private static Path source;
  private static TestMount mount;

  @BeforeAll
  static void mountAndMakeTheSource() throws IOException {
    source = folder.resolve("source");
    SourceTree.make(source, SEED);
    mount = TestMount.embedded(folder);
  }

  @AfterAll
  static void unmount() {
    mount.close();
  }

  @Test
  @Order(1)
  void treeCopiedInIsTheSame() {
    Shell.ok(List.of("cp", "-a", source.toString(), mount.path("tree").toString()));
    Trees.assertSame(source, mount.path("tree"));
  }

  @Test
  @Order(2)
  void treeIsTheSameAfterUnmountAndMount() {
    mount.unmount();
    mount = TestMount.embedded(folder);
    Trees.assertSame(source, mount.path("tree"));
  }

  @Test
  @Order(3)
  void treeIsTheSameAfterSyncAndKill() {
    Shell.ok(List.of("sync", "-f", mount.point().toString()));
    mount.kill();
    mount = TestMount.embedded(folder);
    Trees.assertSame(source, mount.path("tree"));
  }

  @Test
  @Order(4)
  void tarOfTheTreeUnpacksToTheSame() {
    Shell.bash(
        "cd '%s' && tar --xattrs -cf tree.tar tree && mkdir out && tar --xattrs -xf tree.tar -C out"
            .formatted(mount.point()));
    Trees.assertSame(source, mount.path("out/tree"));
  }

  @Test
  @Order(5)
  void treeRemovedLeavesNothing() {
    Shell.bash("rm -rf '%1$s/tree' '%1$s/out' '%1$s/tree.tar'".formatted(mount.point()));
    assertThat(mount.point().toFile().list()).isEmpty();
  }
}
