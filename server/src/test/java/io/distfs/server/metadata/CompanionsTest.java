package io.distfs.server.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompanionsTest {
  private static final long MILLISECOND = 1_000_000;

  private final Companions companions = new Companions();

  @Test
  void aSenderOnItsOwnSuffices() {
    assertThat(companions.suffice(1)).isTrue();
    companions.landed(1, 0, MILLISECOND);
    assertThat(companions.suffice(1)).isTrue();
  }

  @Test
  void asManyAreAwaitedAsWereUnderWay() {
    companions.landed(3, 5, MILLISECOND);
    assertThat(companions.suffice(7)).isFalse();
    assertThat(companions.suffice(8)).isTrue();
    companions.landed(8, 0, MILLISECOND);
    assertThat(companions.suffice(7)).isFalse();
  }

  @Test
  void theWaitIsAPartOfWhatAnEntryTakesAndBounded() {
    companions.landed(1, 1, MILLISECOND);
    assertThat(companions.waitNanos()).isEqualTo(MILLISECOND / 2);
    companions.landed(1, 1, 50 * MILLISECOND);
    assertThat(companions.waitNanos()).isEqualTo(Companions.WAIT_NANOS_MAX);
    companions.landed(1, 1, Companions.WAIT_NANOS_MIN);
    assertThat(companions.suffice(1)).as("too short to be worth a timer").isTrue();
  }

  @Test
  void patienceEndsWithThoseWhoStayAwayAndComesBackWithThoseWhoCome() {
    for (int i = 0; i < 10; i++) {
      companions.stayedAway();
      companions.landed(1, 1, 50 * MILLISECOND);
    }
    assertThat(companions.waitNanos()).isEqualTo(Companions.WAIT_NANOS_MIN);
    for (int i = 0; i < 10; i++) {
      companions.came();
    }
    companions.landed(1, 1, 50 * MILLISECOND);
    assertThat(companions.waitNanos()).isEqualTo(Companions.WAIT_NANOS_MAX);
  }
}
