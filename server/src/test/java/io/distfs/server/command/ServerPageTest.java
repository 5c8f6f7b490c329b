package io.distfs.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** conf/server.yaml is what the program knows, key by key. */
class ServerPageTest {
  private static final String HEADING =
      """
      The configuration of a DistFS server: distfs-server --config server.yaml
      Every key stands here with its default; a key the server does not know is an error.\
      """;

  private static final Path PAGE =
      Path.of(System.getProperty("distfs.root"), "conf", "server.yaml");

  @TempDir private Path folder;

  @Test
  void pageListsEveryKeyWithItsDefaultAndItsSentence() throws IOException {
    assertThat(Files.readString(PAGE)).isEqualTo(ServerKeys.SCHEMA.page(HEADING));
  }

  @Test
  void pageWithTheRequiredKeyFilledInIsAConfiguration() throws IOException {
    String filled = Files.readString(PAGE).replace("#data:", "data: " + folder + " #");
    Path file = Files.writeString(folder.resolve("server.yaml"), filled);
    Config config = ServerKeys.SCHEMA.load(file, Map.of());
    assertThat(ServerKeys.settings(config).data()).isEqualTo(folder);
    assertThat(ServerKeys.logFile(config)).isNull();
  }
}
