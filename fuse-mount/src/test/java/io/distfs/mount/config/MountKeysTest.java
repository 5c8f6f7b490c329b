package io.distfs.mount.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.shared.config.Config;
import io.distfs.shared.error.FsException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountKeysTest {
  private static final String HEADING =
      """
      Configuration of distfs-mount: distfs-mount MOUNTPOINT --config FILE.
      Every key is here with its default. The command line and -o KEY=VALUE go before it.
      """;

  @TempDir Path folder;

  @Test
  void theShippedFileHasEveryKeyWithItsDefaultAndSentence() throws Exception {
    Path shipped = Path.of(System.getProperty("distfs.root"), "conf", "mount.yaml");
    assertThat(Files.readString(shipped, StandardCharsets.UTF_8))
        .isEqualTo(MountKeys.SCHEMA.page(HEADING));
    MountKeys.SCHEMA.load(shipped, Map.of());
  }

  @Test
  void theCommandLineGoesBeforeTheFile() throws Exception {
    Path file = folder.resolve("mount.yaml");
    Files.writeString(file, "threads: 4\noperation-deadline: 40s\n");
    Config config = MountKeys.SCHEMA.load(file, Map.of("threads", "5"));
    assertThat(config.get(MountKeys.THREADS)).isEqualTo(5);
    assertThat(config.get(MountKeys.OPERATION_DEADLINE)).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void kernelTimeoutsAreAtMostASecond() {
    assertThatThrownBy(() -> MountKeys.SCHEMA.load(null, Map.of("attribute-timeout", "2s")))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("attribute-timeout")
        .hasMessageContaining("2s");
  }
}
