package io.distfs.integration.fuzz;

import static io.distfs.integration.syscall.Flags.SEEK_CUR;
import static io.distfs.integration.syscall.Flags.SEEK_DATA;
import static io.distfs.integration.syscall.Flags.SEEK_HOLE;
import static io.distfs.integration.syscall.Flags.SEEK_SET;
import static io.distfs.integration.syscall.LinuxError.ENXIO;

import io.distfs.integration.syscall.Attributes;
import io.distfs.integration.syscall.Data;
import io.distfs.integration.syscall.FailedCall;

/**
 * SEEK_DATA and SEEK_HOLE. A filesystem may call zeros data, and how finely it tells them apart is
 * its own; so the answer here is what the content says, after a check that the one found agrees
 * with it. The offset stays where it was. Stateless.
 */
final class Holes {
  private static final long NONE = -1;

  private Holes() {}

  static String data(int fd, long from) {
    long size = Attributes.fstat(fd).size();
    long found = found(fd, from, SEEK_DATA, size);
    long first = firstByte(fd, from, size);
    if (found == NONE ? first != NONE : found > (first == NONE ? size - 1 : first)) {
      return "data at " + found + ", and the first byte at " + first;
    }
    return "data by " + first;
  }

  static String hole(int fd, long from) {
    long size = Attributes.fstat(fd).size();
    long found = found(fd, from, SEEK_HOLE, size);
    if (found > size) {
      return "a hole at " + found + ", beyond the end at " + size;
    }
    // A hole begins where no data does.
    return found < size && found(fd, found, SEEK_DATA, size) == found ? "no hole at " + found : "";
  }

  /** Where the call leads; beyond the end, or on what has no content, it fails as it does. */
  private static long found(int fd, long from, int whence, long size) {
    long before = Data.lseek(fd, 0, SEEK_CUR);
    try {
      long found = Data.lseek(fd, from, whence);
      Data.lseek(fd, before, SEEK_SET);
      if (found < from) {
        throw new AssertionError("found at " + found + " from " + from);
      }
      return found;
    } catch (FailedCall e) {
      if (e.errno() == ENXIO.number() && from < size && whence == SEEK_DATA) {
        return NONE;
      }
      throw e;
    }
  }

  private static long firstByte(int fd, long from, long size) {
    byte[] rest = Data.pread(fd, size - from, from);
    for (int i = 0; i < rest.length; i++) {
      if (rest[i] != 0) {
        return from + i;
      }
    }
    return NONE;
  }
}
