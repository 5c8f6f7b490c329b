package io.distfs.integration.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.client.access.AccessTimePolicy;
import io.distfs.client.vfs.ClientSettings;
import io.distfs.client.vfs.DistfsClient;
import io.distfs.client.vfs.Vfs;
import io.distfs.integration.harness.LoopDevice;
import io.distfs.integration.harness.Ports;
import io.distfs.integration.harness.Shell;
import io.distfs.integration.syscall.Names;
import io.distfs.mount.adapter.FuseAdapter;
import io.distfs.mount.adapter.FuseSettings;
import io.distfs.mount.direct.DirectMount;
import io.distfs.server.EmbeddedServer;
import io.distfs.shared.cluster.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whether random calls would notice: filesystems with one rule broken each, mounted from within
 * this JVM over a real server.
 */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutantsIT {
  private static final int MEBIBYTES = 512;
  private static final Duration FOUND_MAX = Duration.ofMinutes(1);
  private static final Duration CONTROL = Duration.ofSeconds(20);
  private static final Duration END_MAX = Duration.ofSeconds(20);
  private static final Duration KERNEL_CACHE = Duration.ofMillis(500);
  private static final int THREADS = 8;

  private final Path folder;
  private final LoopDevice ext4;
  private final EmbeddedServer server;
  private final Vfs client;

  MutantsIT(@TempDir Path folder) throws IOException {
    this.folder = folder;
    ext4 = LoopDevice.ext4(folder.resolve("ext4"), MEBIBYTES);
    ext4.remountWith("noatime");
    HostPort address = new HostPort("127.0.0.1", Ports.free(1).getFirst());
    server = EmbeddedServer.start(folder.resolve("server"), address, failure -> {});
    client = DistfsClient.connect(settings(address));
    Files.createDirectory(folder.resolve("mnt"));
  }

  private static ClientSettings settings(HostPort address) {
    return ClientSettings.defaults(List.of(address), "mutants")
        .withAccessTimes(AccessTimePolicy.NONE);
  }

  @AfterAll
  void stop() {
    client.close(END_MAX);
    server.close();
    ext4.close();
  }

  /** Else the way they are mounted is what is found. */
  @Test
  void whatIsNoMutantIsNotFound() throws InterruptedException {
    assertThat(secondsUntilFound("none", new ForwardingVfs(client), CONTROL)).isNaN();
  }

  @ParameterizedTest
  @EnumSource
  void isFoundWithinAMinute(Mutant mutant) throws InterruptedException {
    double seconds = secondsUntilFound(mutant.name(), mutant.of(client), FOUND_MAX);
    System.out.printf("mutant %s found after %.1f s%n", mutant, seconds);
    assertThat(seconds).isLessThan((double) FOUND_MAX.toSeconds());
  }

  // NaN if nothing is.
  private double secondsUntilFound(String name, Vfs vfs, Duration limit)
      throws InterruptedException {
    Path point = folder.resolve("mnt");
    FuseSettings settings =
        new FuseSettings(
            point.toString(),
            "mutant",
            List.of("default_permissions", "allow_other"),
            THREADS,
            KERNEL_CACHE,
            KERNEL_CACHE,
            false);
    try (FuseAdapter mount = DirectMount.open(settings, vfs)) {
      try {
        return OwnThread.run(() -> secondsUntilFound(name, limit));
      } finally {
        Shell.ok(List.of("umount", point.toString()));
        assertThat(mount.awaitEnd(END_MAX)).as("the mount has ended").isTrue();
      }
    }
  }

  // In folders of its own: what a mutant made may not even be removable.
  private double secondsUntilFound(String name, Duration limit) {
    Path judge = ext4.mountPoint().resolve(name);
    Path subject = folder.resolve("mnt").resolve(name);
    Names.mkdir(judge.toString(), 0755);
    Names.mkdir(subject.toString(), 0755);
    Differential differential =
        new Differential(judge, Differential.Subject.mounted(subject), Choice.all());
    long start = System.nanoTime();
    long end = start + limit.toNanos();
    for (long seed = 1; System.nanoTime() < end; seed++) {
      if (differential.differs(seed)) {
        return (System.nanoTime() - start) / 1e9;
      }
    }
    return Double.NaN;
  }
}
