package io.distfs.server.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.id.SessionId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A session is given up after its time without a word, and not before. */
class SessionWatchTest {
  private static final SessionId A = new SessionId(1);
  private static final SessionId B = new SessionId(2);

  private final SessionWatch watch = new SessionWatch();

  @Test
  void silentSessionIsOverdueAndTheOtherIsNot() {
    assertThat(watch.overdue(List.of(A, B), 0, 30)).isEmpty();
    watch.heard(A, 20);
    assertThat(watch.overdue(List.of(A, B), 30, 30)).isEmpty();
    assertThat(watch.overdue(List.of(A, B), 31, 30)).containsExactly(B);
  }

  @Test
  void newLeaderGivesEveryoneTheFullTimeAgain() {
    assertThat(watch.overdue(List.of(A), 0, 30)).isEmpty();
    watch.restart();
    assertThat(watch.overdue(List.of(A), 100, 30)).isEmpty();
    assertThat(watch.overdue(List.of(A), 131, 30)).containsExactly(A);
  }

  @Test
  void strangersAreNotRemembered() {
    watch.heardIfKnown(A, 5);
    assertThat(watch.overdue(List.of(A), 40, 30)).isEmpty();
    watch.heardIfKnown(A, 60);
    assertThat(watch.overdue(List.of(A), 85, 30)).isEmpty();
    assertThat(watch.overdue(List.of(A), 91, 30)).containsExactly(A);
  }
}
