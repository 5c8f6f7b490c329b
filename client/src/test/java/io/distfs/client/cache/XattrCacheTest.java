package io.distfs.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.client.fake.FakeClock;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.id.InodeId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is believed of extended attributes, and for how long. */
class XattrCacheTest {
  private static final InodeId INODE = InodeId.ROOT;
  private static final ByteString NAME = ByteString.of("user.a");
  private static final Optional<ByteString> VALUE = Optional.of(ByteString.of("1"));

  private final FakeClock clock = new FakeClock();
  private final XattrCache cache =
      new XattrCache(clock, Validity.ofNanos(Duration.ofSeconds(1).toNanos()));

  @Test
  void anAnswerIsBelievedForItsTime() {
    cache.learn(INODE, NAME, VALUE, clock.nanos());
    assertThat(cache.get(INODE, NAME)).isEqualTo(VALUE);
    clock.advance(Duration.ofSeconds(1));
    assertThat(cache.get(INODE, NAME)).isNull();
  }

  @Test
  void anAnswerThatWasOnItsWayDuringAChangeIsNotBelieved() {
    long asked = clock.nanos();
    clock.advance(Duration.ofMillis(1));
    cache.forget(INODE);
    cache.learn(INODE, NAME, VALUE, asked);
    assertThat(cache.get(INODE, NAME)).isNull();
  }
}
