package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.INIT_IN;
import static io.distfs.mount.direct.KernelStructs.INIT_OUT;
import static io.distfs.mount.direct.KernelStructs.at;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Set;

/**
 * What this adapter and a kernel agree on in INIT. Immutable.
 *
 * @param minor of the protocol version 7.minor both speak
 * @param features what is on
 * @param requestBytes greatest read and write
 */
record Negotiation(int minor, Set<Feature> features, int requestBytes) {
  static final int MAJOR = 7;

  /** Linux 5.4. Before it there is no CACHE_SYMLINKS, NO_OPENDIR and the like to be told apart. */
  static final int MINOR_MIN = 31;

  /** What this adapter knows. */
  static final int MINOR_MAX = 42;

  /** Greatest request, where the kernel has MAX_PAGES. */
  static final int REQUEST_BYTES_MAX = 1 << 20;

  /** Greatest request without: 32 pages. */
  static final int REQUEST_BYTES_PLAIN = 128 << 10;

  /** Kernels before 7.36 send this much of INIT: up to flags. */
  private static final long INIT_IN_BYTES_MIN = 16;

  private static final int PAGE_BYTES = 4096;

  /** Readahead and asynchronous requests that the kernel keeps in flight. */
  private static final int BACKGROUND_MAX = 64;

  private static final long FIRST_32 = 0xFFFF_FFFFL;

  /**
   * Agrees with a kernel.
   *
   * @param init the body of its INIT request, as long as it came
   * @throws FsException EPROTO for a kernel too old or a protocol unknown
   */
  static Negotiation with(MemorySegment init) {
    if (init.byteSize() < INIT_IN_BYTES_MIN) {
      throw new FsException(
          Errno.EPROTO,
          "INIT of " + init.byteSize() + " bytes, want at least " + INIT_IN_BYTES_MIN);
    }
    int major = init.get(JAVA_INT, at(INIT_IN, "major"));
    int minor = init.get(JAVA_INT, at(INIT_IN, "minor"));
    if (major != MAJOR || minor < MINOR_MIN) {
      throw new FsException(
          Errno.EPROTO,
          "this kernel speaks FUSE "
              + major
              + "."
              + minor
              + ", the direct adapter needs 7."
              + MINOR_MIN
              + " (Linux 5.4) or newer; mount with --adapter jnr");
    }
    long offered = Integer.toUnsignedLong(init.get(JAVA_INT, at(INIT_IN, "flags")));
    if ((offered & Feature.INIT_EXT.bit) != 0 && init.byteSize() >= INIT_IN.byteSize()) {
      offered |= Integer.toUnsignedLong(init.get(JAVA_INT, at(INIT_IN, "flags2"))) << Integer.SIZE;
    }
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    for (Feature feature : Feature.values()) {
      if (feature.wanted && (offered & feature.bit) != 0) {
        features.add(feature);
      }
    }
    int bytes = features.contains(Feature.MAX_PAGES) ? REQUEST_BYTES_MAX : REQUEST_BYTES_PLAIN;
    return new Negotiation(Math.min(minor, MINOR_MAX), Set.copyOf(features), bytes);
  }

  /** How far ahead the kernel would read by itself, of its INIT request. */
  static int readaheadOf(MemorySegment init) {
    return init.get(JAVA_INT, at(INIT_IN, "max_readahead"));
  }

  boolean has(Feature feature) {
    return features.contains(feature);
  }

  /**
   * Lays out the answer, {@code struct fuse_init_out}.
   *
   * @param readaheadBytes the kernel's own, which is kept
   */
  void write(MemorySegment answer, int readaheadBytes) {
    long flags = 0;
    for (Feature feature : features) {
      flags |= feature.bit;
    }
    answer.asSlice(0, INIT_OUT.byteSize()).fill((byte) 0);
    answer.set(JAVA_INT, at(INIT_OUT, "major"), MAJOR);
    answer.set(JAVA_INT, at(INIT_OUT, "minor"), minor);
    answer.set(JAVA_INT, at(INIT_OUT, "max_readahead"), readaheadBytes);
    answer.set(JAVA_INT, at(INIT_OUT, "flags"), (int) (flags & FIRST_32));
    answer.set(JAVA_SHORT, at(INIT_OUT, "max_background"), (short) BACKGROUND_MAX);
    answer.set(JAVA_SHORT, at(INIT_OUT, "congestion_threshold"), (short) (BACKGROUND_MAX * 3 / 4));
    answer.set(JAVA_INT, at(INIT_OUT, "max_write"), requestBytes);
    answer.set(JAVA_INT, at(INIT_OUT, "time_gran"), 1);
    answer.set(JAVA_SHORT, at(INIT_OUT, "max_pages"), (short) (requestBytes / PAGE_BYTES));
    answer.set(JAVA_INT, at(INIT_OUT, "flags2"), (int) (flags >>> Integer.SIZE));
  }
}
