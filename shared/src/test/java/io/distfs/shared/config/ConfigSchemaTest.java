package io.distfs.shared.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSchemaTest {
  private enum Colour {
    RED,
    DARK_BLUE
  }

  private static final ConfigKey<Path> DATA =
      ConfigKey.required("data", ConfigType.PATH, "Folder of the data.");
  private static final ConfigKey<HostPort> LISTEN =
      ConfigKey.of("listen", ConfigType.ADDRESS, "127.0.0.1:7400", "Where to listen.");
  private static final ConfigKey<List<HostPort>> SERVERS =
      ConfigKey.of("servers", ConfigType.ADDRESSES, "127.0.0.1:7400", "Whom to ask.");
  private static final ConfigKey<Long> CACHE =
      ConfigKey.of(
          "cache-size", ConfigType.bytes(1 << 20, 1L << 40), "64MiB", "Memory of the cache.");
  private static final ConfigKey<Duration> DEADLINE =
      ConfigKey.of(
          "deadline",
          ConfigType.duration(Duration.ofSeconds(5), Duration.ofHours(1)),
          "30s",
          "How long a call may take.");
  private static final ConfigKey<Integer> REPLICAS =
      ConfigKey.of("replicas", ConfigType.integer(1, 7), "3", "Copies of each block.");
  private static final ConfigKey<Boolean> VERIFY =
      ConfigKey.of("verify", ConfigType.FLAG, "true", "Whether to verify.");
  private static final ConfigKey<Colour> COLOUR =
      ConfigKey.of("colour", ConfigType.choice(Colour.class), "red", "Of the bicycle shed.");

  private static final ConfigSchema SCHEMA =
      ConfigSchema.of(DATA, LISTEN, SERVERS, CACHE, DEADLINE, REPLICAS, VERIFY, COLOUR);

  @TempDir private Path folder;

  @Test
  void defaultsHoldWhereNobodySaysAnything() {
    Config config = SCHEMA.load(null, Map.of("data", "/srv/distfs"));
    assertThat((Object) config.get(DATA)).isEqualTo(Path.of("/srv/distfs"));
    assertThat(config.get(LISTEN)).isEqualTo(new HostPort("127.0.0.1", 7400));
    assertThat(config.get(CACHE)).isEqualTo(64L << 20);
    assertThat(config.get(DEADLINE)).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.get(VERIFY)).isTrue();
    assertThat(config.source(CACHE)).isEqualTo("default");
    assertThat(config.isGiven(CACHE)).isFalse();
  }

  @Test
  void everyKindOfValueIsRead() {
    Config config =
        SCHEMA.load(
            file(
                """
                # comment
                data: /srv/x
                listen: "[::1]:7401"
                servers:
                  - 10.0.0.1:7400
                  - host-b
                cache-size: 10GiB
                deadline: 5m
                replicas: 2
                verify: false
                colour: dark-blue
                """),
            Map.of());
    assertThat(config.get(LISTEN)).isEqualTo(new HostPort("::1", 7401));
    assertThat(config.get(SERVERS))
        .containsExactly(new HostPort("10.0.0.1", 7400), new HostPort("host-b", 7400));
    assertThat(config.get(CACHE)).isEqualTo(10L << 30);
    assertThat(config.get(DEADLINE)).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.get(REPLICAS)).isEqualTo(2);
    assertThat(config.get(VERIFY)).isFalse();
    assertThat(config.get(COLOUR)).isEqualTo(Colour.DARK_BLUE);
    assertThat(config.source(CACHE)).endsWith("test.yaml line 7");
  }

  @Test
  void commandLineGoesBeforeFileBeforeDefault() {
    Config config =
        SCHEMA.load(
            file("data: /a\nreplicas: 2\ncache-size: 1MiB\n"),
            Map.of("replicas", "1", "deadline", "7s"));
    assertThat(config.get(REPLICAS)).isEqualTo(1);
    assertThat(config.source(REPLICAS)).isEqualTo("command line");
    assertThat(config.get(CACHE)).isEqualTo(1L << 20);
    assertThat(config.get(DEADLINE)).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void unknownKeyIsNamedWithFileLineAndNearestKey() {
    assertRefused("data: /a\ncache-sise: 1MiB\n")
        .hasMessageContaining("test.yaml line 2: unknown key 'cache-sise'")
        .hasMessageContaining("did you mean 'cache-size'?");
    assertThatThrownBy(() -> SCHEMA.load(null, Map.of("deadlin", "1s")))
        .hasMessageContaining("command line: unknown key 'deadlin'; did you mean 'deadline'?");
  }

  @Test
  void badValueIsNamedWithKeyValueAndWant() {
    assertRefused("data: /a\ncache-size: 10 GB\n")
        .hasMessageContaining("test.yaml line 2: cache-size: have '10 GB', want a size such as");
    assertRefused("data: /a\ncache-size: 1KiB\n").hasMessageContaining("1MiB..1TiB");
    assertRefused("data: /a\ndeadline: 30\n").hasMessageContaining("have '30', want a time");
    assertRefused("data: /a\nreplicas: 8\n").hasMessageContaining("want a whole number 1..7");
    assertRefused("data: /a\nreplicas: 99999999999999999999\n").hasMessageContaining("1..7");
    assertRefused("data: /a\nlisten: host:99999\n").hasMessageContaining("want host:port");
    assertRefused("data: /a\nverify: perhaps\n").hasMessageContaining("want true or false");
    assertRefused("data: /a\ncolour: green\n").hasMessageContaining("one of red, dark-blue");
  }

  @Test
  void requiredKeyIsAskedFor() {
    assertRefused("replicas: 1\n")
        .hasMessageContaining("key 'data' is missing in")
        .hasMessageContaining("Folder of the data.");
  }

  @Test
  void whatIsNoListOfKeysIsRefused() {
    assertRefused("data: /a\ndata: /b\n").hasMessageContaining("data");
    assertRefused("data: /a\nlisten:\n").hasMessageContaining("line 2");
    assertRefused("data: /a\nlisten:\n  host: x\n").hasMessageContaining("want a value");
    assertRefused("- data\n").hasMessageContaining("want 'key: value'");
    assertRefused("just words\n").hasMessageContaining("want 'key: value'");
    assertRefused("data: /a\n---\ndata: /b\n").hasMessageContaining("want one document");
    assertRefused("data: [/a\n").hasMessageContaining("line");
    assertRefused("data: [[a]]\n").hasMessageContaining("want a value");
  }

  @Test
  void missingFileIsSaidSo() {
    assertThatThrownBy(() -> SCHEMA.load(folder.resolve("none.yaml"), Map.of()))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
        .hasMessageContaining("none.yaml");
  }

  @Test
  void pageShowsEveryKeyAndReadsAsAllDefaults() {
    String page = SCHEMA.page("Configuration of a test.");
    assertThat(page)
        .startsWith("# Configuration of a test.\n\n# Folder of the data. Required.\n#data:\n")
        .contains("\n# Memory of the cache.\n#cache-size: 64MiB\n");
    Config config = SCHEMA.load(file(page), Map.of("data", "/a"));
    assertThat(SCHEMA.keys()).noneMatch(key -> !key.equals(DATA) && config.isGiven(key));
    Config uncommented =
        SCHEMA.load(
            file(page.replaceAll("(?m)^#data:$", "data: /a").replaceAll("(?m)^#([a-z])", "$1")),
            Map.of());
    assertThat(uncommented.get(COLOUR)).isEqualTo(config.get(COLOUR));
    assertThat(uncommented.isGiven(COLOUR)).isTrue();
  }

  @Test
  void badDeclarationsAreRefused() {
    assertThatThrownBy(() -> ConfigKey.of("x", ConfigType.FLAG, "maybe", "A key."))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ConfigKey.of("Bad_Name", ConfigType.FLAG, "true", "A key."))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ConfigSchema.of(DATA, DATA))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String yaml) {
    Path file = file(yaml);
    return assertThatThrownBy(() -> SCHEMA.load(file, Map.of()))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
  }

  private Path file(String yaml) {
    Path file = folder.resolve("test.yaml");
    try {
      return Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
