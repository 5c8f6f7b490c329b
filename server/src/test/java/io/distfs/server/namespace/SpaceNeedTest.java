package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.message.Answer;
import org.junit.jupiter.api.Test;

final class SpaceNeedTest {
  /** 300 spare, and 100 left to overwrites. */
  private static final Space SPACE = new Space(1600, 400);

  private static Answer room(long fresh, long replaced, long kept, long reserved) {
    return new SpaceNeed(fresh, replaced, kept, reserved).room(SPACE);
  }

  @Test
  void newDataLeavesWhatIsReservedAndWhatIsLeftToOverwrites() {
    assertThat(room(100, 0, 0, 200)).isEqualTo(new Answer.Room(100, 100));
    assertThat(room(101, 0, 0, 200)).isEqualTo(new Answer.Room(100, 101));
    assertThat(room(1, 0, 0, 300)).isEqualTo(new Answer.Room(0, 1));
  }

  @Test
  void overwritesTakeWhatIsLeftToThemButNotWhatIsReserved() {
    assertThat(room(0, 400, 0, 0)).isEqualTo(new Answer.Room(300, 0));
    assertThat(room(0, 75, 0, 300)).isEqualTo(new Answer.Room(0, 0));
    assertThat(room(0, 76, 0, 300)).isEqualTo(new Answer.Refused(Errno.ENOSPC));
    assertThat(room(0, 1, 0, 400)).isEqualTo(new Answer.Refused(Errno.ENOSPC));
  }

  @Test
  void bytesIntoTheirReservationAlwaysHaveRoom() {
    assertThat(room(0, 0, 390, 400)).isEqualTo(new Answer.Room(0, 0));
    assertThat(new SpaceNeed(0, 0, 390, 400).fits(new Space(1600, 0), 1000)).isTrue();
  }

  @Test
  void nothingIsRefusedBeforeAServerHasReported() {
    SpaceNeed need = new SpaceNeed(10, 10, 10, 10);
    assertThat(need.room(new Space(0, 0))).isEqualTo(new Answer.Room(Long.MAX_VALUE, 10));
    assertThat(need.fits(new Space(0, 0), 1000)).isTrue();
  }
}
