package io.distfs.mount.direct;

import static io.distfs.mount.direct.KernelStructs.OUT_HEADER;
import static io.distfs.mount.direct.KernelStructs.at;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.distfs.shared.error.Errno;
import io.distfs.shared.libc.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers without a body, from threads that are no workers. Thread-safe. */
final class ShortReplies {
  private static final long LENGTH = at(OUT_HEADER, "len");
  private static final long ERROR = at(OUT_HEADER, "error");
  private static final long UNIQUE = at(OUT_HEADER, "unique");

  private static final Logger LOG = LoggerFactory.getLogger(ShortReplies.class);

  private final Device device;

  ShortReplies(Device device) {
    this.device = device;
  }

  /** Answers a request; harmless if somebody else has. */
  void send(long unique, Errno errno) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(OUT_HEADER);
      header.set(JAVA_INT, LENGTH, (int) OUT_HEADER.byteSize());
      header.set(JAVA_INT, ERROR, -errno.number());
      header.set(JAVA_LONG, UNIQUE, unique);
      int refused = device.write(LibC.state(arena), header, header.byteSize());
      if (refused != 0) {
        LOG.debug("request {} was answered already: {}", unique, Errno.of(refused));
      }
    }
  }
}
