package io.distfs.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder gets its identity once, and belongs to one cluster and one process. */
class FormatTest {
  private static final List<HostPort> THREE =
      List.of(
          HostPort.parse("127.0.0.1:7401"),
          HostPort.parse("127.0.0.1:7402"),
          HostPort.parse("127.0.0.1:7403"));

  @TempDir private Path folder;

  private static ClusterMap cluster() {
    return Formatter.newCluster(THREE, 0, Instant.ofEpochSecond(1_700_000_000, 5));
  }

  @Test
  void formattedFolderOpensAsThatServer() {
    ClusterMap map = cluster();
    Formatter.format(folder, map, new ServerId(2));
    try (DataFolder data = DataFolder.open(folder)) {
      assertThat(data.map()).isEqualTo(map);
      assertThat(data.map().replicas()).isEqualTo(3);
      assertThat(data.self()).isEqualTo(map.server(new ServerId(2)));
    }
  }

  @Test
  void clusterFileOfOneServerFormatsTheOthers() {
    ClusterMap map = cluster();
    Formatter.format(folder.resolve("1"), map, new ServerId(1));
    ClusterMap read = Formatter.readCluster(folder.resolve("1").resolve("cluster.json"));
    assertThat(read).isEqualTo(map);
  }

  @Test
  void formattedFolderIsNotFormattedAgain() {
    Formatter.format(folder, cluster(), new ServerId(1));
    assertThatThrownBy(() -> Formatter.format(folder, cluster(), new ServerId(1)))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("formatted already")
        .hasMessageContaining(folder.toString());
  }

  @Test
  void folderWithForeignFilesIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("diary.txt"), "mine");
    assertThatThrownBy(() -> Formatter.format(folder, cluster(), new ServerId(1)))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("diary.txt");
    assertThat(folder.resolve("server.json")).doesNotExist();
  }

  @Test
  void unformattedFolderIsRefusedWithAdvice() {
    assertThatThrownBy(() -> DataFolder.open(folder))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("distfs-server format");
  }

  @Test
  void folderInUseIsRefusedWithTheProcess() {
    Formatter.format(folder, cluster(), new ServerId(1));
    try (DataFolder data = DataFolder.open(folder)) {
      assertThat(data.self().id()).isEqualTo(new ServerId(1));
      assertThatThrownBy(() -> DataFolder.open(folder))
          .isInstanceOf(FsException.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    }
    DataFolder.open(folder).close();
  }

  @Test
  void filesOfTwoClustersAreRefused() throws IOException {
    Formatter.format(folder.resolve("a"), cluster(), new ServerId(1));
    Formatter.format(folder.resolve("b"), cluster(), new ServerId(1));
    Files.delete(folder.resolve("a/cluster.json"));
    Files.copy(folder.resolve("b/cluster.json"), folder.resolve("a/cluster.json"));
    assertThatThrownBy(() -> DataFolder.open(folder.resolve("a")))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("another cluster");
  }

  @Test
  void moreReplicasThanServersAreRefused() {
    assertThatThrownBy(() -> Formatter.newCluster(THREE, 4, Instant.EPOCH))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("4 replicas on 3 servers");
  }
}
