package io.distfs.shared.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class QuantityTest {
  @Test
  void sizesAreRead() {
    assertThat(ByteSize.parse("0")).isZero();
    assertThat(ByteSize.parse("512B")).isEqualTo(512);
    assertThat(ByteSize.parse("64KiB")).isEqualTo(65_536);
    assertThat(ByteSize.parse("8TiB")).isEqualTo(8L << 40);
    for (String bad : List.of("", "-1", "1.5GiB", "64KB", "64 KiB", "9999999TiB", "x")) {
      assertThat(ByteSize.parse(bad)).as(bad).isNull();
    }
  }

  @Test
  void sizesAreWrittenInTheLargestUnitThatDividesThem() {
    for (String text : List.of("0B", "1B", "1023B", "64KiB", "1025KiB", "10GiB", "3TiB")) {
      assertThat(ByteSize.text(Objects.requireNonNull(ByteSize.parse(text), text))).isEqualTo(text);
    }
  }

  @Test
  void spansAreReadAndWritten() {
    for (String text : List.of("0ms", "500ms", "30s", "5m", "2h", "7d", "90s")) {
      Duration span = Objects.requireNonNull(TimeSpan.parse(text), text);
      assertThat(TimeSpan.text(span)).isEqualTo(text);
    }
    for (String bad : List.of("", "30", "1.5s", "30 s", "-1s", "s", "1w")) {
      assertThat(TimeSpan.parse(bad)).as(bad).isNull();
    }
  }

  @Test
  void nearestWordIsByEditDistance() {
    assertThat(NearestWord.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestWord.distance("", "abc")).isEqualTo(3);
    assertThat(NearestWord.to("lisen", List.of("data", "listen", "lines"))).isEqualTo("listen");
  }
}
