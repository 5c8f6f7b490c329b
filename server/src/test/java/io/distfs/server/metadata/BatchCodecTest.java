package io.distfs.server.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Timestamp;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Log entries of version 1 are read for ever. */
class BatchCodecTest {
  /** Written by the first version; never made anew. */
  private static final String GOLDEN =
      "01000000" + "02000000" + "0100000000000000" + "02000000" + "03000000616263" + "00000000";

  private static final Batch BATCH =
      new Batch(
          new Timestamp(1, 2),
          List.of(ByteBuffer.wrap(new byte[] {'a', 'b', 'c'}), ByteBuffer.allocate(0)));

  @Test
  void goldenEntryIsWrittenAndRead() {
    byte[] golden = HexFormat.of().parseHex(GOLDEN);
    assertThat(BatchCodec.encode(BATCH)).isEqualTo(ByteBuffer.wrap(golden));
    assertThat(BatchCodec.decode(ByteBuffer.wrap(golden))).isEqualTo(BATCH);
  }

  @Test
  void damageIsRefusedWithWantAndHave() {
    byte[] golden = HexFormat.of().parseHex(GOLDEN);
    for (int length = 0; length < golden.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(golden, 0, length);
      assertThatThrownBy(() -> BatchCodec.decode(cut)).isInstanceOf(FsException.class);
    }
    golden[0] = 9;
    assertThatThrownBy(() -> BatchCodec.decode(ByteBuffer.wrap(golden)))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("version 1")
        .hasMessageContaining("have 9");
    golden[0] = 1;
    golden[16] = 127;
    assertThatThrownBy(() -> BatchCodec.decode(ByteBuffer.wrap(golden)))
        .isInstanceOf(FsException.class);
  }
}
