package io.distfs.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadaheadTest {
  private static final int READ = 128 << 10;
  private final Readahead readahead = new Readahead(8 << 20);

  @Test
  void theWindowDoublesUpToItsLimitForASequentialReader() {
    long fetchedTo = 0;
    int widest = 0;
    for (long offset = 0; offset < 64 << 20; offset += READ) {
      Readahead.Range range = readahead.onRead(offset, READ);
      if (range != null) {
        assertThat(range.offset()).isEqualTo(Math.max(fetchedTo, offset + READ));
        fetchedTo = range.end();
      }
      assertThat(fetchedTo).isGreaterThan(offset + READ);
      widest = Math.max(widest, readahead.windowBytes());
    }
    assertThat(widest).isEqualTo(8 << 20);
  }

  @Test
  void aRandomReaderGetsNothing() {
    for (int i = 1; i < 100; i++) {
      assertThat(readahead.onRead(i * 7_919_000_003L % (1L << 40), 4096)).isNull();
    }
  }

  @Test
  void wasteHalvesTheReach() {
    for (long offset = 0; offset < 32 << 20; offset += READ) {
      Readahead.Range _ = readahead.onRead(offset, READ);
    }
    Readahead.Range _ = readahead.onRead(1L << 35, READ);
    int widest = 0;
    for (long offset = 1L << 36; offset < (1L << 36) + (1 << 20); offset += READ) {
      Readahead.Range _ = readahead.onRead(offset, READ);
      widest = Math.max(widest, readahead.windowBytes());
    }
    assertThat(widest).isLessThanOrEqualTo(4 << 20);
  }

  @Test
  void requestsSlightlyOutOfOrderAreStillSequential() {
    Readahead.Range _ = readahead.onRead(0, READ);
    Readahead.Range _ = readahead.onRead(2 * READ, READ);
    Readahead.Range _ = readahead.onRead(READ, READ);
    assertThat(readahead.sequential()).isTrue();
  }
}
