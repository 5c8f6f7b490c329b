package io.distfs.mount.assembly;

import io.distfs.mount.point.Unmounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far ahead the kernel reads on a mount. At its default of 128 KiB a sequential reader has
 * never more than one request in flight, and no request is larger than that.
 */
final class KernelReadahead {
  private static final Logger LOG = LoggerFactory.getLogger(KernelReadahead.class);

  /** Eight requests of libfuse 2. */
  static final int KIBIBYTES_JNR = 1024;

  /** Four requests of the direct adapter. */
  static final int KIBIBYTES_DIRECT = 4096;

  private KernelReadahead() {}

  /** Raises it; only the superuser may, others go without. */
  static void raise(Path point, int kibibytes) {
    if (!Unmounter.isRoot()) {
      return;
    }
    try {
      long device = (Long) Files.getAttribute(point, "unix:dev");
      Path file = Path.of("/sys/class/bdi", major(device) + ":" + minor(device), "read_ahead_kb");
      Files.writeString(file, Integer.toString(kibibytes));
    } catch (IOException e) {
      LOG.warn("the kernel's readahead stays at its default: {}", e.toString());
    }
  }

  /** As {@code gnu_dev_major} splits a device number. */
  private static long major(long device) {
    return ((device >>> 8) & 0xFFF) | ((device >>> 32) & ~0xFFFL);
  }

  private static long minor(long device) {
    return (device & 0xFF) | ((device >>> 12) & ~0xFFL);
  }
}
