package io.distfs.shared.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.distfs.shared.fs.Checksums;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class Crc32cTest {
  private static final int UNIT = 4096;

  private final Crc32c crc32c = new Crc32c();

  @Test
  void isCastagnoli() {
    // The check value of CRC-32/ISCSI, and the first example of RFC 3720 B.4.
    assertThat(crc32c.of(ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo(0xE306_9283);
    assertThat(crc32c.of(ByteBuffer.allocate(32))).isEqualTo(0x8A91_36AA);
  }

  @Test
  void eachUnitHasItsOwnChecksumWhateverTheBuffers() {
    byte[] bytes = new byte[3 * UNIT + 17];
    new SplittableRandom(1).nextBytes(bytes);
    int[] whole = crc32c.units(ByteBuffer.wrap(bytes));
    assertThat(whole).hasSize(4);
    for (int unit = 0; unit < 4; unit++) {
      assertThat(whole[unit])
          .isEqualTo(plain(bytes, unit * UNIT, Math.min(UNIT, bytes.length - unit * UNIT)));
    }
    ByteBuffer direct = ByteBuffer.allocateDirect(5000).put(bytes, 0, 5000).flip();
    ByteBuffer readOnly = ByteBuffer.wrap(bytes, 5000, 3).asReadOnlyBuffer();
    ByteBuffer rest = ByteBuffer.wrap(bytes, 5003, bytes.length - 5003).asReadOnlyBuffer();
    assertThat(crc32c.units(direct, readOnly, ByteBuffer.allocate(0), rest)).isEqualTo(whole);
    assertThat(direct.position()).as("positions do not move").isZero();
    assertThat(rest.position()).isEqualTo(5003);
  }

  @Test
  void noBytesHaveNoUnits() {
    assertThat(crc32c.units()).isEmpty();
    assertThat(crc32c.units(ByteBuffer.allocate(0))).isEmpty();
  }

  @Test
  void mismatchNamesTheFirstBadUnit() {
    byte[] bytes = new byte[3 * UNIT];
    Checksums want = Checksums.wrap(crc32c.units(ByteBuffer.wrap(bytes)));
    assertThat(crc32c.firstMismatch(want, ByteBuffer.wrap(bytes))).isEqualTo(Crc32c.NONE);
    bytes[2 * UNIT - 1] = 1;
    assertThat(crc32c.firstMismatch(want, ByteBuffer.wrap(bytes))).isEqualTo(1);
    assertThat(crc32c.firstMismatch(want, ByteBuffer.allocate(2 * UNIT))).isEqualTo(2);
    assertThat(crc32c.firstMismatch(want, ByteBuffer.allocate(4 * UNIT))).isEqualTo(3);
  }

  @Test
  void checksumOfChecksumsIsOverTheirLittleEndianBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0x0102_0304).putInt(-1).putInt(7).flip();
    int want = crc32c.of(bytes);
    assertThat(crc32c.ofChecksums(Checksums.wrap(0x0102_0304, -1, 7))).isEqualTo(want);
    assertThat(crc32c.ofChecksums(Checksums.wrap(0x0102_0304), Checksums.wrap(-1, 7)))
        .isEqualTo(want);
  }

  @Test
  void nothingIsAllocatedPerUnit() {
    ByteBuffer block = ByteBuffer.allocate(4 << 20).asReadOnlyBuffer();
    crc32c.units(block);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    int[] units = crc32c.units(block);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).isLessThan(units.length * 4L + 4096);
  }

  private static int plain(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(Arrays.copyOfRange(bytes, offset, offset + length));
    return (int) crc.getValue();
  }
}
