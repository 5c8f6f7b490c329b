package io.distfs.shared.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Damaged messages are refused as EBADMSG, or read as another message; nothing else happens, and
 * memory stays within a bound set by the message's length. {@code -Ddistfs.fuzz.seed=N} runs one
 * seed again, {@code -Ddistfs.fuzz.rounds=N} runs longer.
 */
class DecoderFuzzTest {
  private static final int ROUNDS = Integer.getInteger("distfs.fuzz.rounds", 1500);
  private static final int DAMAGES_MAX = 4;

  /** An error with its message and stack trace. */
  private static final long BASE_BYTES_MAX = 256 << 10;

  /** Records per encoded byte: the densest are one-byte names in lists. */
  private static final long BYTES_PER_BYTE_MAX = 64;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void damagedMessagesAreRefusedWithinBounds() {
    long seed = Long.getLong("distfs.fuzz.seed", System.nanoTime());
    System.out.println("decoder fuzz: -Ddistfs.fuzz.seed=" + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Sample<?>> samples = Samples.all();
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (Sample<?> sample : samples) {
        byte[] bytes = damaged(bytesOf(sample.encode()), random);
        refused += decodes(sample, bytes, seed) ? 0 : 1;
      }
    }
    assertThat(refused).as("some damage must be refused, seed %d", seed).isPositive();
  }

  @Test
  void countsOverWhatIsThereAllocateNothing() {
    for (Sample<?> sample : Samples.all()) {
      byte[] whole = bytesOf(sample.encode());
      for (int length = 0; length < whole.length; length++) {
        byte[] bytes = Arrays.copyOf(whole, Math.min(whole.length, length + 4));
        Arrays.fill(bytes, length, bytes.length, (byte) 0xFF);
        decodes(sample, bytes, 0);
      }
    }
  }

  /** Whether the bytes read as a message; fails if anything but EBADMSG keeps them from it. */
  private static boolean decodes(Sample<?> sample, byte[] bytes, long seed) {
    RuntimeException thrown = null;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      sample.decode(ByteBuffer.wrap(bytes));
    } catch (RuntimeException e) {
      thrown = e;
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    boolean refused = thrown instanceof FsException e && e.errno() == Errno.EBADMSG;
    boolean bounded = allocated < BASE_BYTES_MAX + BYTES_PER_BYTE_MAX * bytes.length;
    if (!bounded || (thrown != null && !refused)) {
      String hex = HexFormat.of().formatHex(bytes);
      fail("%s took %d bytes, seed %d: %s".formatted(sample, allocated, seed, hex), thrown);
    }
    if (refused) {
      return false;
    }
    ByteBuffer again = sample.recode(ByteBuffer.wrap(bytes));
    assertThat(sample.recode(again)).isEqualTo(again);
    return true;
  }

  private static byte[] damaged(byte[] bytes, RandomGenerator random) {
    byte[] damaged = bytes;
    int damages = random.nextInt(1, DAMAGES_MAX + 1);
    for (int i = 0; i < damages && damaged.length > 0; i++) {
      damaged = damagedOnce(damaged, random);
    }
    return damaged;
  }

  private static byte[] damagedOnce(byte[] bytes, RandomGenerator random) {
    int at = random.nextInt(bytes.length);
    byte[] copy = bytes.clone();
    switch (random.nextInt(7)) {
      case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> copy[at] = (byte) random.nextInt();
      case 2 -> copy[at] = (byte) 0xFF;
      case 3 -> copy[at] = (byte) random.nextInt(24);
      case 4 -> Arrays.fill(copy, at, Math.min(copy.length, at + 8), (byte) random.nextInt(-1, 1));
      case 5 -> copy = Arrays.copyOf(bytes, at);
      default -> {
        copy = Arrays.copyOf(bytes, bytes.length + random.nextInt(1, 16));
        System.arraycopy(bytes, at, copy, copy.length - (bytes.length - at), bytes.length - at);
      }
    }
    return copy;
  }

  private static byte[] bytesOf(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
