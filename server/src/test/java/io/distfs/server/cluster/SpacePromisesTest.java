package io.distfs.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SpacePromisesTest {
  private static final long SECOND = 1_000_000_000L;

  /** Long enough for the writer to have begun. */
  private static final long BEGUN = 2 * SECOND + SECOND / 10;

  private final SpacePromises promises = new SpacePromises();

  @Test
  void nothingIsPromisedTwice() {
    assertThat(promises.take(60, 100, 0, 0)).isEqualTo(100);
    assertThat(promises.take(60, 100, 0, SECOND)).isEqualTo(-1);
    assertThat(promises.take(40, 100, 0, SECOND)).isEqualTo(40);
    assertThat(promises.openBytes(0)).isEqualTo(100);
  }

  @Test
  void aPromiseEndsWhenAllHaveReportedSinceItsWriterBegan() {
    assertThat(promises.take(60, 100, 0, 0)).isEqualTo(100);
    assertThat(promises.openBytes(2 * SECOND - 1)).isEqualTo(60);
    assertThat(promises.take(60, 100, 2 * SECOND - 1, 5 * SECOND)).isEqualTo(-1);
    assertThat(promises.take(60, 100, BEGUN, 5 * SECOND)).isEqualTo(100);
    assertThat(promises.openBytes(BEGUN)).isEqualTo(60);
    assertThat(promises.openBytes(5 * SECOND + BEGUN)).isZero();
  }

  @Test
  void promisesOfOneMomentEndTogetherAndNoneEarlier() {
    long moment = SECOND / 1000;
    for (int i = 0; i < 1000; i++) {
      assertThat(promises.take(1, 1000, 0, i * moment)).isEqualTo(1000 - i);
    }
    assertThat(promises.openBytes(2 * SECOND)).isEqualTo(1000);
    long open = promises.openBytes(2 * SECOND + SECOND / 2);
    assertThat(open).isBetween(500L, 540L);
    promises.clear();
    assertThat(promises.openBytes(0)).isZero();
  }
}
