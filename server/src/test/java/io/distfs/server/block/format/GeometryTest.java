package io.distfs.server.block.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The layout of block files of many sizes. */
class GeometryTest {
  @Test
  void partsFillTheFileWithoutOverlap() {
    for (int unitBytes : new int[] {4096, 16384, 65536, 4 << 20}) {
      for (long bytes = 16 << 20; bytes <= 17L << 30; bytes = bytes * 3 / 2 + 4096) {
        Geometry geometry = Geometry.of(bytes, unitBytes);
        assertThat(geometry.isWellFormed()).isTrue();
        assertThat(geometry.bitmapOffset()).isEqualTo(16384);
        assertThat(geometry.slotsOffset() - geometry.bitmapOffset())
            .isGreaterThanOrEqualTo(8L * geometry.bitmapWords());
        assertThat(geometry.slotOffset(geometry.unitCount()))
            .isLessThanOrEqualTo(geometry.checksumsOffset());
        assertThat(geometry.checksumOffset(geometry.unitCount()))
            .isLessThanOrEqualTo(geometry.dataOffset());
        assertThat(geometry.dataOffset() + geometry.dataBytes()).isLessThanOrEqualTo(bytes);
        assertThat(bytes - geometry.dataOffset() - geometry.dataBytes())
            .as("unused tail of %s", geometry)
            .isLessThan(2L * unitBytes + 3 * 4096);
      }
    }
  }

  @Test
  void oneGibibyteSpendsLessThanTwoPercentOnTables() {
    Geometry geometry = Geometry.of(1L << 30, 4096);
    assertThat(geometry.dataBytes()).isGreaterThan((1L << 30) / 100 * 98);
  }

  @Test
  void impossibleSizesAreRefused() {
    assertThatThrownBy(() -> Geometry.of(1 << 20, 4095)).hasMessageContaining("4095");
    assertThatThrownBy(() -> Geometry.of(1 << 20, 0)).hasMessageContaining("unit of 0");
    assertThatThrownBy(() -> Geometry.of(20_000, 4096)).hasMessageContaining("20000");
    assertThatThrownBy(() -> Geometry.of(1 << 20, 8 << 20)).hasMessageContaining("unit");
  }
}
