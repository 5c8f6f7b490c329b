package io.distfs.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Timestamp;
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

  /** Written by the first version; never made anew. */
  @Test
  void filesOfTheFirstFormatAreRead() throws IOException {
    Files.writeString(
        folder.resolve("server.json"),
        """
        {"formatVersion": 1, "cluster": "0b0e2d2e-6a3c-4c53-9a51-4d1f3f1c9a01", "server": 1,
         "uuid": "5a0c5d0e-7f5e-4c58-8f0c-0d2f3c1e9b02"}
        """);
    Files.writeString(
        folder.resolve("cluster.json"),
        """
        {"formatVersion": 1, "cluster": "0b0e2d2e-6a3c-4c53-9a51-4d1f3f1c9a01",
         "createdSeconds": 1700000000, "createdNanos": 5, "replicas": 1,
         "servers": [{"id": 1, "uuid": "5a0c5d0e-7f5e-4c58-8f0c-0d2f3c1e9b02",
                      "address": "127.0.0.1:7400", "weight": 100, "failureDomain": "rack"}]}
        """);
    try (DataFolder data = DataFolder.open(folder)) {
      assertThat(data.map().created()).isEqualTo(new Timestamp(1_700_000_000, 5));
      assertThat(data.self().address()).isEqualTo(HostPort.parse("127.0.0.1:7400"));
      assertThat(data.self().failureDomain()).isEqualTo("rack");
    }
  }
}
