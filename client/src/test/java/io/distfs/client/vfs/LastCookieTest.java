package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LastCookieTest {
  @Test
  void lastCookieIsFoundWhereverItIs() {
    for (long last : new long[] {16, 17, 1039, 1040, 1041, 5000, 1_000_000, 1L << 40}) {
      assertThat(LastCookie.search(16, cookie -> cookie < last)).isEqualTo(last);
    }
  }

  @Test
  void nothingBehindTheStartIsTheStart() {
    assertThat(LastCookie.search(500, cookie -> false)).isEqualTo(500);
  }

  @Test
  void searchEndsThoughEachQuestionFindsMore() {
    AtomicLong last = new AtomicLong(10_000);
    long found = LastCookie.search(16, cookie -> cookie < last.addAndGet(2_000));
    assertThat(found).isGreaterThanOrEqualTo(10_000);
  }

  @Test
  void searchEndsThoughThereIsAlwaysMore() {
    assertThat(LastCookie.search(16, cookie -> true)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void fewQuestionsAreAsked() {
    AtomicInteger questions = new AtomicInteger();
    long _ =
        LastCookie.search(
            16,
            cookie -> {
              questions.incrementAndGet();
              return cookie < 1_000_000;
            });
    assertThat(questions.get()).isLessThan(32);
  }
}
