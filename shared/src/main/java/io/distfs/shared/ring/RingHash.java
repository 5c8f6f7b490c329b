package io.distfs.shared.ring;

import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;

/**
 * Where servers and blocks stand on the ring. Every client and server of every version must come to
 * the same places, so that this is a format: it never changes. Stateless.
 *
 * <pre>
 * mix(z):  z = (z ^ z >>> 30) * BF58476D1CE4E5B9      the finalizer of SplitMix64
 *          z = (z ^ z >>> 27) * 94D049BB133111EB      (Steele, Lea, Flood 2014)
 *          z ^ z >>> 31
 * a server's place p = 0, 1, 2…:  mix(G * (server << 32 | p)), its low 16 bits replaced by server
 * a block:                        mix(G * block ^ "distfs-b" in ASCII, big-endian)
 * with G = 9E3779B97F4A7C15, all in 64 bits; places are ordered as unsigned numbers.
 * </pre>
 */
final class RingHash {
  /** Bits of a place that name its server instead of telling where it is. */
  static final int SERVER_BITS = 16;

  private static final long SERVER_MASK = (1L << SERVER_BITS) - 1;
  private static final long GAMMA = 0x9E37_79B9_7F4A_7C15L;
  private static final long BLOCK_SALT = 0x6469_7374_6673_2D62L;

  private RingHash() {}

  static long place(ServerId server, int number) {
    long spread = mix(GAMMA * ((long) server.value() << Integer.SIZE | number));
    return (spread & ~SERVER_MASK) | server.value();
  }

  static long block(BlockId block) {
    return mix(GAMMA * block.value() ^ BLOCK_SALT);
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
    return z ^ z >>> 31;
  }
}
