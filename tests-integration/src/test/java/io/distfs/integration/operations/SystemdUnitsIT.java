package io.distfs.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The units are what systemd understands, and name programs that exist. */
class SystemdUnitsIT {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "distfs-server.service, distfs-server.service",
    "distfs-mount@.service, distfs-mount@mnt-distfs.service"
  })
  void unitPassesSystemdAnalyze(String source, String instance) throws Exception {
    String unit = Files.readString(Tool.ROOT.resolve("systemd").resolve(source));
    assertThat(unit).contains("=/usr/bin/distfs-");
    // What the packages will install is not here; the same launchers are, in the checkout.
    String local = unit.replace("=/usr/bin/", "=" + Tool.ROOT.resolve("bin") + "/");
    Path file = Files.writeString(folder.resolve(instance), local);

    Tool.Ended ended = Tool.of("systemd-analyze", "verify", "--man=no", file.toString()).run();

    assertThat(ended.output()).isEmpty();
    assertThat(ended.exitCode()).isZero();
  }
}
