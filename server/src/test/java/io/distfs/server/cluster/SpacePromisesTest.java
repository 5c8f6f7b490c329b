package io.distfs.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.server.namespace.Space;
import io.distfs.server.namespace.SpaceNeed;
import org.junit.jupiter.api.Test;

final class SpacePromisesTest {
  private static final long SECOND = 1_000_000_000L;

  /** Long enough for the writer to have begun. */
  private static final long BEGUN = 2 * SECOND + SECOND / 10;

  private final SpacePromises promises = new SpacePromises();

  /** New data where so much is spare, and nothing reserved. */
  private long take(long bytes, long spareBytes, long reportedNanos, long nowNanos) {
    long total = 16 * spareBytes;
    Space space = new Space(total, spareBytes + total / 16);
    return promises.take(new SpaceNeed(bytes, 0, 0, 0), space, reportedNanos, nowNanos);
  }

  @Test
  void nothingIsPromisedTwice() {
    assertThat(take(60, 100, 0, 0)).isEqualTo(100);
    assertThat(take(60, 100, 0, SECOND)).isEqualTo(-1);
    assertThat(take(40, 100, 0, SECOND)).isEqualTo(40);
    assertThat(promises.openBytes(0)).isEqualTo(100);
  }

  @Test
  void aPromiseEndsWhenAllHaveReportedSinceItsWriterBegan() {
    assertThat(take(60, 100, 0, 0)).isEqualTo(100);
    assertThat(promises.openBytes(2 * SECOND - 1)).isEqualTo(60);
    assertThat(take(60, 100, 2 * SECOND - 1, 5 * SECOND)).isEqualTo(-1);
    assertThat(take(60, 100, BEGUN, 5 * SECOND)).isEqualTo(100);
    assertThat(promises.openBytes(BEGUN)).isEqualTo(60);
    assertThat(promises.openBytes(5 * SECOND + BEGUN)).isZero();
  }

  @Test
  void promisesOfOneMomentEndTogetherAndNoneEarlier() {
    long moment = SECOND / 1000;
    for (int i = 0; i < 1000; i++) {
      assertThat(take(1, 1000, 0, i * moment)).isEqualTo(1000 - i);
    }
    assertThat(promises.openBytes(2 * SECOND)).isEqualTo(1000);
    long open = promises.openBytes(2 * SECOND + SECOND / 2);
    assertThat(open).isBetween(500L, 540L);
    promises.clear();
    assertThat(promises.openBytes(0)).isZero();
  }

  @Test
  void overwritesLeaveWhatIsReservedAndReservedBytesAreAlwaysPromised() {
    Space space = new Space(1600, 400);
    long reserved = 200;
    // Of the hundred that are left to overwrites, a quarter stays for rounding.
    SpaceNeed fitting = new SpaceNeed(0, 175, 0, reserved);
    assertThat(promises.take(new SpaceNeed(0, 176, 0, reserved), space, 0, 0)).isEqualTo(-1);
    assertThat(promises.take(fitting, space, 0, 0)).isEqualTo(100);
    assertThat(promises.take(fitting, space, 0, 0)).isEqualTo(-1);
    assertThat(promises.take(new SpaceNeed(0, 0, 200, reserved), space, 0, 0)).isZero();
    assertThat(promises.openBytes(0)).isEqualTo(375);
    assertThat(promises.take(fitting, space, BEGUN, 0)).isEqualTo(100);
  }
}
