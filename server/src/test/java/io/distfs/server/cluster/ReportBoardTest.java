package io.distfs.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.server.namespace.Space;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.ServerReport;
import org.junit.jupiter.api.Test;

final class ReportBoardTest {
  private static final long SECOND = 1_000_000_000L;

  private long now = 5 * SECOND;
  private final ReportBoard board = new ReportBoard(() -> now);

  private static ServerReport report(int server, long totalBytes, long usedBytes) {
    return new ServerReport(new ServerId(server), totalBytes, usedBytes, 1, 1, 0);
  }

  @Test
  void spaceIsThatOfTheServersAlive() {
    assertThat(board.space(2)).isEqualTo(new Space(0, 0));
    board.put(report(1, 1000, 100));
    now += 3 * SECOND;
    board.put(report(2, 1000, 300));
    assertThat(board.space(2)).isEqualTo(new Space(1000, 800));
    assertThat(board.reportedNanos()).isEqualTo(5 * SECOND);
    now += 3 * SECOND;
    assertThat(board.space(2)).isEqualTo(new Space(500, 350));
    assertThat(board.reportedNanos()).isEqualTo(8 * SECOND);
  }

  @Test
  void aMachineThatStoodStillGoesByWhatItKnew() {
    board.put(report(1, 1000, 100));
    now += 70 * SECOND;
    assertThat(board.space(1)).isEqualTo(new Space(1000, 900));
    assertThat(board.reportedNanos()).isEqualTo(5 * SECOND);
    board.clear();
    assertThat(board.space(1)).isEqualTo(new Space(0, 0));
  }
}
