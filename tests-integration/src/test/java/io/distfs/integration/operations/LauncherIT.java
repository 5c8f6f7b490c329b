package io.distfs.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launchers find a Java and the jars, wherever they stand. */
class LauncherIT {
  private static final Path BIN = Tool.ROOT.resolve("bin");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"distfs", "distfs-mount", "distfs-server"})
  void launcherWorksFromTheCheckout(String name) throws Exception {
    Tool.Ended ended = Tool.of(BIN.resolve(name).toString(), "--help").run();
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("Usage: " + name).doesNotContain("WARNING");
  }

  @ParameterizedTest
  @ValueSource(strings = {"distfs", "distfs-mount", "distfs-server"})
  void launcherWorksInstalledUnderAPrefix(String name) throws Exception {
    install();
    Tool.Ended ended = Tool.of(folder.resolve("bin").resolve(name).toString(), "--help").run();
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("Usage: " + name);
  }

  @Test
  void withoutJarsTheLauncherSaysWhatToDo() throws Exception {
    install();
    Files.delete(folder.resolve("share/distfs/lib/distfs-shared-0.1.0.jar"));
    Tool.Ended ended = Tool.of(folder.resolve("bin/distfs").toString(), "--help").run();
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.output()).contains("DistFS is not built").contains("./quickstart");
  }

  @Test
  void tooOldJavaInJavaHomeIsPassedOver() throws Exception {
    Path old = folder.resolve("jdk-17");
    Path java = Files.createDirectories(old.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nexit 1\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    Tool.Ended ended = inJavaLibrary("find_java_home java").with("JAVA_HOME", old.toString()).run();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.output()).isNotEmpty().doesNotContain(old.toString());
  }

  @Test
  void missingJavaIsExplained() throws Exception {
    String script = "find_java_home no-such-program || explain_missing_java javac";
    Tool.Ended ended = inJavaLibrary(script).with("JAVA_HOME", "/nowhere").run();
    assertThat(ended.output())
        .contains("No Java JDK of release 25 or newer", "JAVA_HOME (/nowhere)", "/usr/lib/jvm")
        .contains("openjdk-25-jdk-headless");
  }

  private static Tool inJavaLibrary(String script) {
    String library = BIN.resolve("lib/java.bash").toString();
    return Tool.of("bash", "-uc", "source \"$0\"; " + script, library);
  }

  /** Makes PREFIX/bin and PREFIX/share/distfs in the test's folder, as a package would. */
  private void install() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String name : List.of("distfs", "distfs-mount", "distfs-server")) {
      Files.copy(BIN.resolve(name), bin.resolve(name));
    }
    Path share = Files.createDirectories(folder.resolve("share/distfs"));
    Path lib = Files.createDirectory(share.resolve("lib"));
    for (Path from : List.of(BIN.resolve("lib"), Tool.ROOT.resolve("target/distfs/lib"))) {
      try (var files = Files.newDirectoryStream(from)) {
        for (Path file : files) {
          Files.copy(file, lib.resolve(file.getFileName()));
        }
      }
    }
    Files.createSymbolicLink(share.resolve("native"), Tool.ROOT.resolve("target/distfs/native"));
  }
}
