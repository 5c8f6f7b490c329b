package io.distfs.shared.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The worked examples of docs/WIRE.md are what the codecs write and read, byte for byte. */
class WirePageTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("^```hex (\\S+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final List<String> GROUPS =
      List.of(
          "command/",
          "outcome/",
          "query/",
          "answer/",
          "session/",
          "block/",
          "cluster/",
          "verify/",
          "lock/");

  @Test
  void everyExampleIsWhatTheCodecWrites() throws IOException {
    Map<String, byte[]> examples = examples();
    for (Sample<?> sample : Samples.all()) {
      byte[] example = examples.get(sample.name());
      assertThat(example).as("example on the page: %s", sample.name()).isNotNull();
      assertThat(hex(sample.encode())).as(sample.name()).isEqualTo(hex(ByteBuffer.wrap(example)));
    }
  }

  @Test
  void everyExampleReadsAsItsMessage() throws IOException {
    Map<String, byte[]> examples = examples();
    for (Sample<?> sample : Samples.all()) {
      byte[] example = examples.get(sample.name());
      assertThat(sample.decode(ByteBuffer.wrap(example)))
          .as(sample.name())
          .isEqualTo(sample.value());
    }
  }

  @Test
  void thePageShowsNothingThatIsNotChecked() throws IOException {
    assertThat(examples().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Samples.all().stream().map(Sample::name).collect(Collectors.toSet()));
  }

  /** Examples of the messages; those of frames are the transport's own. */
  private static Map<String, byte[]> examples() throws IOException {
    String page = Files.readString(Path.of(System.getProperty("distfs.root"), "docs", "WIRE.md"));
    Map<String, byte[]> examples = new LinkedHashMap<>();
    Matcher matcher = EXAMPLE.matcher(page);
    while (matcher.find()) {
      String name = matcher.group(1);
      if (GROUPS.stream().anyMatch(name::startsWith)) {
        assertThat(examples.put(name, bytes(matcher.group(2)))).as("%s twice", name).isNull();
      }
    }
    return examples;
  }

  private static byte[] bytes(String lines) {
    String digits =
        lines
            .lines()
            .map(line -> line.replaceFirst("#.*", "").replace(" ", ""))
            .collect(Collectors.joining());
    return HexFormat.of().parseHex(digits);
  }

  private static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }
}
