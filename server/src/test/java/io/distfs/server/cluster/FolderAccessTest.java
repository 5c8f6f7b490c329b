package io.distfs.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A data folder is closed to others when it is formatted, and one that is open is said to be. */
class FolderAccessTest {
  @TempDir private Path parent;

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(FolderAccess.class);

  @BeforeEach
  void watch() {
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void unwatch() {
    logger.detachAppender(logged);
  }

  private static void format(Path folder) {
    ClusterMap map =
        Formatter.newCluster(List.of(HostPort.parse("127.0.0.1:7400")), 0, Instant.EPOCH);
    Formatter.format(folder, map, new ServerId(1));
  }

  private Path made(String mode) throws IOException {
    return setMode(Files.createDirectory(parent.resolve("data")), mode);
  }

  private static Path setMode(Path folder, String mode) throws IOException {
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path folder) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
  }

  @Test
  void absentFolderIsMadeForItsOwnerAlone() throws IOException {
    Path folder = parent.resolve("above/data");
    format(folder);
    assertThat(mode(folder)).isEqualTo("rwx------");
  }

  @Test
  void emptyFolderIsClosedToOthers() throws IOException {
    Path folder = made("rwxrwxr-x");
    format(folder);
    assertThat(mode(folder)).isEqualTo("rwx------");
  }

  @Test
  void folderWithForeignFilesKeepsItsMode() throws IOException {
    Path folder = made("rwxr-xr-x");
    Files.writeString(folder.resolve("diary.txt"), "mine");
    assertThatThrownBy(() -> format(folder)).isInstanceOf(FsException.class);
    assertThat(mode(folder)).isEqualTo("rwxr-xr-x");
  }

  @Test
  void startOnAnOpenFolderWarnsOnceAndSaysWhatMendsIt() throws IOException {
    Path folder = parent.resolve("data");
    format(folder);
    setMode(folder, "rwxr-xr-x");
    DataFolder.open(folder).close();
    assertThat(logged.list).hasSize(1);
    ILoggingEvent warning = logged.list.getFirst();
    assertThat(warning.getLevel()).isEqualTo(Level.WARN);
    assertThat(warning.getFormattedMessage())
        .contains("data folder " + folder)
        .contains("mode 0755")
        .endsWith("chmod 700 " + folder);
  }

  @Test
  void groupThatMayOnlyEnterIsWarnedOf() throws IOException {
    Path folder = parent.resolve("data");
    format(folder);
    setMode(folder, "rwx--x---");
    DataFolder.open(folder).close();
    assertThat(logged.list).hasSize(1);
  }

  @Test
  void startOnAClosedFolderSaysNothing() {
    Path folder = parent.resolve("data");
    format(folder);
    DataFolder.open(folder).close();
    assertThat(logged.list).isEmpty();
  }
}
