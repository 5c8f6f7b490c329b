package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.INIT_IN;
import static io.distfs.mount.direct.KernelStructs.INIT_OUT;
import static io.distfs.mount.direct.KernelStructs.at;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.shared.error.FsException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** INIT as kernels of several ages send it. */
class NegotiationTest {
  /** Before 7.36 a kernel sends 16 bytes: major, minor, readahead, flags. */
  private static final int OLD_BYTES = 16;

  private static final int READAHEAD = 128 << 10;

  /** All that Linux 5.4 (7.31) offers: bits 0 to 25. */
  private static final long LINUX_5_4 = (1L << 26) - 1;

  /** Linux 5.10 (7.32): and SUBMOUNTS (27). */
  private static final long LINUX_5_10 = LINUX_5_4 | 1L << 26 | 1L << 27;

  /** Linux 5.15 (7.34): and HANDLE_KILLPRIV_V2, SETXATTR_EXT. */
  private static final long LINUX_5_15 = LINUX_5_10 | 1L << 28 | 1L << 29;

  /** Linux 6.1 (7.37): and INIT_EXT, with 32 and 33 in the second word. */
  private static final long LINUX_6_1 = LINUX_5_15 | 1L << 30 | 1L << 32 | 1L << 33 | 1L << 34;

  private static Negotiation agree(int minor, long flags, int bytes) {
    MemorySegment init = init(7, minor, flags, bytes);
    return Negotiation.with(init);
  }

  private static MemorySegment init(int major, int minor, long flags, int bytes) {
    MemorySegment init = Arena.ofAuto().allocate(INIT_IN);
    init.set(JAVA_INT, at(INIT_IN, "major"), major);
    init.set(JAVA_INT, at(INIT_IN, "minor"), minor);
    init.set(JAVA_INT, at(INIT_IN, "max_readahead"), READAHEAD);
    init.set(JAVA_INT, at(INIT_IN, "flags"), (int) flags);
    init.set(JAVA_INT, at(INIT_IN, "flags2"), (int) (flags >>> 32));
    return init.asSlice(0, bytes);
  }

  private static Feature[] wanted(Predicate<Feature> where) {
    return Arrays.stream(Feature.values())
        .filter(feature -> feature.wanted)
        .filter(where)
        .toArray(Feature[]::new);
  }

  @Test
  void aKernelOf5Point4GetsWhatItHas() {
    Negotiation agreed = agree(31, LINUX_5_4, OLD_BYTES);
    assertThat(agreed.minor()).isEqualTo(31);
    assertThat(agreed.requestBytes()).isEqualTo(1 << 20);
    assertThat(agreed.features())
        .containsExactlyInAnyOrder(wanted(feature -> (feature.bit & LINUX_5_4) != 0))
        .doesNotContain(Feature.HANDLE_KILLPRIV_V2, Feature.SETXATTR_EXT, Feature.INIT_EXT);
  }

  @Test
  void aKernelOf5Point15AlsoDropsPrivilegesByItsSecondVersion() {
    assertThat(agree(32, LINUX_5_10, OLD_BYTES).has(Feature.HANDLE_KILLPRIV_V2)).isFalse();
    assertThat(agree(34, LINUX_5_15, OLD_BYTES).features())
        .contains(Feature.HANDLE_KILLPRIV_V2, Feature.SETXATTR_EXT);
  }

  @Test
  void bitsOfTheSecondWordCountOnlyWithInitExt() {
    long mmap = Feature.DIRECT_IO_ALLOW_MMAP.bit;
    int full = (int) INIT_IN.byteSize();
    assertThat(agree(39, LINUX_6_1 | mmap, full).has(Feature.DIRECT_IO_ALLOW_MMAP)).isTrue();
    assertThat(agree(39, LINUX_5_15 | mmap, full).has(Feature.DIRECT_IO_ALLOW_MMAP)).isFalse();
    assertThat(agree(37, LINUX_6_1 | mmap, OLD_BYTES).has(Feature.DIRECT_IO_ALLOW_MMAP)).isFalse();
  }

  @Test
  void withoutMaxPagesRequestsStaySmall() {
    Negotiation agreed = agree(31, LINUX_5_4 & ~Feature.MAX_PAGES.bit, OLD_BYTES);
    assertThat(agreed.requestBytes()).isEqualTo(128 << 10);
  }

  @Test
  void aNewerKernelIsSpokenToInTheNewestWordsKnownHere() {
    Negotiation agreed = agree(99, -1L, (int) INIT_IN.byteSize());
    assertThat(agreed.minor()).isEqualTo(Negotiation.MINOR_MAX);
    assertThat(agreed.features()).containsExactlyInAnyOrder(wanted(_ -> true));
  }

  @Test
  void kernelsTooOldAreRefusedWithTheWayOut() {
    for (int minor : new int[] {12, 19, 30}) {
      assertThatThrownBy(() -> agree(minor, LINUX_5_4, OLD_BYTES))
          .isInstanceOf(FsException.class)
          .hasMessageContaining("7." + minor)
          .hasMessageContaining("--adapter jnr");
    }
    assertThatThrownBy(() -> Negotiation.with(init(8, 0, 0, OLD_BYTES)))
        .hasMessageContaining("8.0");
    assertThatThrownBy(() -> Negotiation.with(init(7, 31, 0, 12))).hasMessageContaining("12 bytes");
  }

  @Test
  void theAnswerSaysWhatWasAgreed() {
    MemorySegment answer = Arena.ofAuto().allocate(INIT_OUT);
    answer.fill((byte) 0x55);
    Negotiation agreed =
        agree(40, LINUX_6_1 | Feature.DIRECT_IO_ALLOW_MMAP.bit, (int) INIT_IN.byteSize());
    agreed.write(answer, READAHEAD);
    long flags =
        Integer.toUnsignedLong(answer.get(JAVA_INT, at(INIT_OUT, "flags")))
            | (long) answer.get(JAVA_INT, at(INIT_OUT, "flags2")) << 32;
    assertThat(flags).isEqualTo(agreed.features().stream().mapToLong(feature -> feature.bit).sum());
    assertThat(answer.get(JAVA_INT, at(INIT_OUT, "major"))).isEqualTo(7);
    assertThat(answer.get(JAVA_INT, at(INIT_OUT, "minor"))).isEqualTo(40);
    assertThat(answer.get(JAVA_INT, at(INIT_OUT, "max_readahead"))).isEqualTo(READAHEAD);
    assertThat(answer.get(JAVA_INT, at(INIT_OUT, "max_write"))).isEqualTo(1 << 20);
    assertThat(answer.get(JAVA_SHORT, at(INIT_OUT, "max_pages"))).isEqualTo((short) 256);
    assertThat(answer.get(JAVA_INT, at(INIT_OUT, "unused"))).isZero();
  }
}
