package io.distfs.client.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client knows of a file while answers and its own commits overtake each other. */
class CommittedContentTest {
  private final CommittedContent content = new CommittedContent();

  @Test
  void aMapThatACommitHasOvertakenIsNotBelieved() {
    content.learned(at(1));
    FileMap asked = new FileMap(at(1), List.of(), List.of(), Long.MAX_VALUE);
    content.committed(at(2), List.of(new InlineSegment(0, ByteString.of("abc"))), List.of());
    content.learned(asked, 0);
    assertThat(content.unknownFrom(0, 3)).isZero();
  }

  private static Attributes at(long version) {
    Timestamp then = Timestamp.EPOCH;
    return new Attributes(
        new InodeId(7),
        0100644,
        1,
        0,
        0,
        0,
        3,
        new Attributes.Content(3, 3, version),
        new Attributes.Times(then, then, then, then),
        version);
  }
}
