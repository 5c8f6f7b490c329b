package io.distfs.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.Checkout;
import io.distfs.integration.harness.Shell;
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
  private static final Path BIN = Checkout.file("bin");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"distfs", "distfs-mount", "distfs-server"})
  void launcherWorksFromTheCheckout(String name) {
    Shell.Output ended = run(BIN.resolve(name).toString(), "--help");
    assertThat(ended.status()).as(ended.text()).isZero();
    assertThat(ended.text()).contains("Usage: " + name).doesNotContain("WARNING");
  }

  @ParameterizedTest
  @ValueSource(strings = {"distfs", "distfs-mount", "distfs-server"})
  void launcherWorksInstalledUnderAPrefix(String name) throws IOException {
    install();
    Shell.Output ended = run(folder.resolve("bin").resolve(name).toString(), "--help");
    assertThat(ended.status()).as(ended.text()).isZero();
    assertThat(ended.text()).contains("Usage: " + name);
  }

  @Test
  void withoutJarsTheLauncherSaysWhatToDo() throws IOException {
    install();
    Files.delete(folder.resolve("share/distfs/lib/distfs-shared-0.1.0.jar"));
    Shell.Output ended = run(folder.resolve("bin/distfs").toString(), "--help");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.text()).contains("DistFS is not built").contains("./quickstart");
  }

  @Test
  void tooOldJavaInJavaHomeIsPassedOver() throws IOException {
    Path old = folder.resolve("jdk-17");
    Path java = Files.createDirectories(old.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nexit 1\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    Shell.Output ended = inJavaLibrary("find_java_home java", old);
    assertThat(ended.status()).isZero();
    assertThat(ended.text()).isNotEmpty().doesNotContain(old.toString());
  }

  @Test
  void missingJavaIsExplained() {
    String script = "find_java_home no-such-program || explain_missing_java javac";
    Shell.Output ended = inJavaLibrary(script, Path.of("/nowhere"));
    assertThat(ended.text())
        .contains("No Java JDK of release 25 or newer", "JAVA_HOME (/nowhere)", "/usr/lib/jvm")
        .contains("openjdk-25-jdk-headless");
  }

  /** The JVM would refuse the old one at each start, and never write another over it. */
  @Test
  void anArchiveOfOtherJarsGivesWayToANewOne() throws IOException {
    Path distribution = folder.resolve("target/distfs");
    Path jar = Files.createDirectories(distribution.resolve("lib")).resolve("a.jar");
    Files.writeString(jar, "first");
    Path first = classArchive(distribution);
    Files.writeString(first, "");
    assertThat(classArchive(distribution)).isEqualTo(first).exists();
    Files.writeString(jar, "second");
    Path second = classArchive(distribution);
    assertThat(second).isNotEqualTo(first);
    assertThat(second.getParent()).isEqualTo(first.getParent());
    assertThat(first).doesNotExist();
  }

  private static Path classArchive(Path distribution) {
    String command = "source \"$0\"; class_archive distfs-server \"$1\"";
    String library = BIN.resolve("lib/launch.bash").toString();
    Shell.Output ended = run("bash", "-uc", command, library, distribution.toString());
    assertThat(ended.status()).as(ended.text()).isZero();
    return Path.of(ended.text().strip());
  }

  private static Shell.Output inJavaLibrary(String script, Path javaHome) {
    String library = BIN.resolve("lib/java.bash").toString();
    String command = "source \"$0\"; " + script;
    return run("env", "JAVA_HOME=" + javaHome, "bash", "-uc", command, library);
  }

  private static Shell.Output run(String... command) {
    return Shell.run(Shell.LIMIT, List.of(command));
  }

  /** Makes PREFIX/bin and PREFIX/share/distfs in the test's folder, as a package would. */
  private void install() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String name : List.of("distfs", "distfs-mount", "distfs-server")) {
      Files.copy(BIN.resolve(name), bin.resolve(name));
    }
    Path share = Files.createDirectories(folder.resolve("share/distfs"));
    Path lib = Files.createDirectory(share.resolve("lib"));
    for (Path from : List.of(BIN.resolve("lib"), Checkout.file("target/distfs/lib"))) {
      try (var files = Files.newDirectoryStream(from)) {
        for (Path file : files) {
          Files.copy(file, lib.resolve(file.getFileName()));
        }
      }
    }
    Files.createSymbolicLink(share.resolve("native"), Checkout.file("target/distfs/native"));
  }
}
