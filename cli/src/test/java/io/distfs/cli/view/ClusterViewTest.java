package io.distfs.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.ClusterState;
import io.distfs.shared.message.ServerReport;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClusterViewTest {
  private static final ServerId ONE = new ServerId(1);
  private static final ServerId TWO = new ServerId(2);
  private static final ClusterMap MAP =
      new ClusterMap(
          new ClusterId(new UUID(1, 2)),
          7,
          Timestamp.EPOCH,
          2,
          List.of(server(ONE, 7401), server(TWO, 7402)));

  private static ServerInfo server(ServerId id, int port) {
    return new ServerInfo(id, new UUID(0, port), new HostPort("127.0.0.1", port), 100, "rack");
  }

  private static ClusterState.Member report(ServerId id, long ageMillis) {
    return new ClusterState.Member(new ServerReport(id, 2048, 1024, 3, 99, 0), ageMillis);
  }

  private static ClusterView view(@Nullable ServerId leader, ClusterState.Member... reports) {
    return new ClusterView(new ClusterState(MAP, ONE, leader, List.of(reports)));
  }

  @Test
  void wholeClusterIsHealthy() {
    ClusterView view = view(ONE, report(ONE, 10), report(TWO, 900));
    assertThat(view.problems()).isEmpty();
    assertThat(view.statusText()).contains("2 alive of 2", "1 at 127.0.0.1:7401", "ok");
    assertThat(view.statusJson())
        .containsEntry("leaderAddress", "127.0.0.1:7401")
        .containsEntry("healthy", true);
  }

  @Test
  void silentServerIsAProblemNamedWithItsAddress() {
    ClusterView view = view(ONE, report(ONE, 10), report(TWO, 12_000));
    assertThat(view.problems()).singleElement().asString().contains("127.0.0.1:7402", "12 s");
    assertThat(view.serversText()).contains("dead");
  }

  @Test
  void serverThatNeverReportedIsAProblem() {
    assertThat(view(ONE, report(ONE, 10)).problems())
        .singleElement()
        .asString()
        .contains("never reported");
  }

  @Test
  void missingLeaderIsAProblem() {
    assertThat(view(null).problems()).singleElement().asString().contains("no leader");
    assertThat(view(null).statusText()).contains("none", "degraded");
  }
}
