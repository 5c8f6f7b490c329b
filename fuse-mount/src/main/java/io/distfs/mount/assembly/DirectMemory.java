package io.distfs.mount.assembly;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.distfs.mount.config.MountKeys;
import io.distfs.shared.config.Config;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.lang.management.ManagementFactory;

/**
 * The memory a mount takes outside its heap: block cache, write buffer, and what is on its way over
 * the network (with an embedded server, on both ends). All of it counts against {@code
 * -XX:MaxDirectMemorySize}; a cache that grew past that would fail in the middle of a read, so a
 * configuration that does not fit is refused at the start. Stateless.
 */
final class DirectMemory {
  /**
   * Readahead of 8 MiB for some files, sixteen block pieces and replies in flight on each side, and
   * what pooled buffers waste. What is read out of a local server's files takes its buffers from
   * here as well: it does not pass over the network.
   */
  static final long NETWORK_BYTES = 192L << 20;

  private static final long MEBIBYTE = 1L << 20;

  private DirectMemory() {}

  /** EINVAL, with the sum and what to change, if the configuration does not fit. */
  static void requireRoomFor(Config config) {
    long wanted =
        config.get(MountKeys.BLOCK_CACHE) + config.get(MountKeys.WRITE_BUFFER) + NETWORK_BYTES;
    long limit = limitBytes();
    if (wanted > limit) {
      throw new FsException(
          Errno.EINVAL,
          "block-cache, write-buffer and "
              + NETWORK_BYTES / MEBIBYTE
              + " MiB for the network are "
              + wanted / MEBIBYTE
              + " MiB, more than the "
              + limit / MEBIBYTE
              + " MiB this process may take outside its heap; lower them, or set"
              + " DISTFS_JAVA_OPTS=-XX:MaxDirectMemorySize="
              + wanted / MEBIBYTE
              + "m");
    }
  }

  /** What the JVM was told; without being told, its limit is that of the heap. */
  private static long limitBytes() {
    long told =
        Long.parseLong(
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue());
    return told > 0 ? told : Runtime.getRuntime().maxMemory();
  }
}
