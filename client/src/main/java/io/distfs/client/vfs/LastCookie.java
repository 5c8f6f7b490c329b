package io.distfs.client.vfs;

import io.distfs.shared.message.Query;
import java.util.function.LongPredicate;

/** The search for where a directory ends at present. Stateless. */
final class LastCookie {
  /** Further is not searched: the counter of a directory does not get there. */
  private static final long STEP_MAX = Long.MAX_VALUE / 4;

  private LastCookie() {}

  /**
   * A cookie behind which nothing lies that was there when the search began and is there still.
   * About 2 log2(n / 1024) + 10 questions for n cookies.
   *
   * @param from where to begin
   * @param isFollowed whether any entry lies behind a cookie; asked again and again, and may change
   *     its mind as entries come and go
   */
  static long search(long from, LongPredicate isFollowed) {
    long low = from;
    long step = Query.PAGE_MAX;
    while (step <= STEP_MAX && isFollowed.test(low + step)) {
      low += step;
      step *= 2;
    }
    long high = step <= STEP_MAX ? low + step : Long.MAX_VALUE;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (isFollowed.test(middle)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
