package io.distfs.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.client.fake.FakeClock;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompleteDirectoriesTest {
  private static final InodeId DIRECTORY = new InodeId(7);
  private final FakeClock clock = new FakeClock();
  private final CompleteDirectories directories =
      new CompleteDirectories(clock, Validity.ofNanos(1_000_000_000L));

  @BeforeEach
  void make() {
    directories.made(version(1), clock.nanos());
  }

  @Test
  void ownChangesProveThatNobodyElseWasThere() {
    for (int i = 2; i < 100; i++) {
      FileName name = FileName.of("f" + i);
      assertThat(directories.isAbsent(DIRECTORY, name)).isTrue();
      directories.change(DIRECTORY, name, true);
      directories.changed(version(i), clock.nanos());
      assertThat(directories.isAbsent(DIRECTORY, name)).isFalse();
      clock.advance(Duration.ofMillis(900));
    }
  }

  @Test
  void knowledgeEndsAfterASecondWithoutProof() {
    clock.advance(Duration.ofMillis(1001));
    assertThat(directories.isAbsent(DIRECTORY, FileName.of("x"))).isFalse();
  }

  @Test
  void anotherClientsChangeIsAGapThatProvesNothing() {
    clock.advance(Duration.ofMillis(600));
    directories.changed(version(3), clock.nanos());
    clock.advance(Duration.ofMillis(600));
    assertThat(directories.isAbsent(DIRECTORY, FileName.of("x"))).isFalse();
  }

  @Test
  void outcomesMayOvertakeEachOther() {
    clock.advance(Duration.ofMillis(600));
    directories.changed(version(3), clock.nanos());
    directories.changed(version(2), clock.nanos());
    clock.advance(Duration.ofMillis(600));
    assertThat(directories.isAbsent(DIRECTORY, FileName.of("x"))).isTrue();
  }

  private static Attributes version(long version) {
    Timestamp at = Timestamp.EPOCH;
    return new Attributes(
        DIRECTORY,
        0040755,
        2,
        0,
        0,
        0,
        0,
        Attributes.Content.NONE,
        new Attributes.Times(at, at, at, at),
        version);
  }
}
