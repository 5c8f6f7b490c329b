package io.distfs.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.Checkout;
import io.distfs.integration.harness.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void unitPassesSystemdAnalyze(String source, String instance) throws IOException {
    String unit = Files.readString(Checkout.file("systemd").resolve(source));
    assertThat(unit).contains("=/usr/bin/distfs-");
    // What the packages will install is not here; the same launchers are, in the checkout.
    String local = unit.replace("=/usr/bin/", "=" + Checkout.file("bin") + "/");
    Path file = Files.writeString(folder.resolve(instance), local);

    Shell.Output ended =
        Shell.run(Shell.LIMIT, List.of("systemd-analyze", "verify", "--man=no", file.toString()));

    assertThat(ended.text()).isEmpty();
    assertThat(ended.status()).isZero();
  }
}
