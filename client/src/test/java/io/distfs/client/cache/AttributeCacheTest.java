package io.distfs.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.client.fake.FakeClock;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is believed of attributes, and for how long. */
class AttributeCacheTest {
  private static final InodeId INODE = InodeId.ROOT;

  private final FakeClock clock = new FakeClock();
  private final AttributeCache cache =
      new AttributeCache(clock, Validity.ofNanos(Duration.ofSeconds(1).toNanos()));

  @Test
  void whatHasNoExtendedAttributesIsBelievedToHaveNoneForItsTime() {
    Attributes _ = cache.put(attributes(1, true), clock.nanos());
    assertThat(cache.isBare(INODE)).isTrue();
    clock.advance(Duration.ofSeconds(1));
    assertThat(cache.isBare(INODE)).isFalse();
  }

  @Test
  void attributesThatSayNothingOfExtendedAttributesAreNotTakenForNone() {
    Attributes _ = cache.put(attributes(1, false), clock.nanos());
    assertThat(cache.isBare(INODE)).isFalse();
  }

  @Test
  void anAnswerThatWasOnItsWayDuringAnOwnChangeIsNotBelieved() {
    long asked = clock.nanos();
    clock.advance(Duration.ofMillis(1));
    cache.xattrsChanged(INODE);
    Attributes _ = cache.put(attributes(1, true), asked);
    assertThat(cache.isBare(INODE)).isFalse();
    clock.advance(Duration.ofMillis(1));
    Attributes _ = cache.put(attributes(2, true), clock.nanos());
    assertThat(cache.isBare(INODE)).isTrue();
  }

  @Test
  void anOlderVersionDoesNotReplaceANewerOne() {
    Attributes newer = cache.put(attributes(2, false), clock.nanos());
    assertThat(cache.put(attributes(1, true), clock.nanos())).isSameAs(newer);
    assertThat(cache.isBare(INODE)).isFalse();
  }

  private static Attributes attributes(long version, boolean bare) {
    Timestamp time = Timestamp.EPOCH;
    return new Attributes(
        INODE,
        0100644,
        1,
        0,
        0,
        0,
        0,
        Attributes.Content.NONE,
        new Attributes.Times(time, time, time, time),
        version,
        bare);
  }
}
