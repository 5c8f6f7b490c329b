package io.distfs.mount.jnr;

import io.distfs.shared.error.Errno;
import java.lang.foreign.Arena;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a request with EINTR from a thread that does not work on it. Thread-safe. */
final class InterruptedAnswer {
  private static final Logger LOG = LoggerFactory.getLogger(InterruptedAnswer.class);

  /** {@code struct fuse_out_header}: uint32 len, int32 error, uint64 unique. */
  private static final int OUT_HEADER_BYTES = 16;

  private static final int IOVEC_BYTES = 16;

  private final LibFuse fuse;
  private final long channel;

  InterruptedAnswer(LibFuse fuse, long channel) {
    this.fuse = fuse;
    this.channel = channel;
  }

  void send(long unique) {
    try (Arena arena = Arena.ofConfined()) {
      long header = arena.allocate(OUT_HEADER_BYTES, Long.BYTES).address();
      Memory.putInt(header, OUT_HEADER_BYTES);
      Memory.putInt(header + Integer.BYTES, -Errno.EINTR.number());
      Memory.putLong(header + Long.BYTES, unique);
      long vector = arena.allocate(IOVEC_BYTES, Long.BYTES).address();
      Memory.putLong(vector, header);
      Memory.putLong(vector + Long.BYTES, OUT_HEADER_BYTES);
      int result = fuse.fuse_chan_send(channel, vector, 1);
      if (result != 0) {
        LOG.debug("the request was answered meanwhile: {}", Errno.of(-result));
      }
    }
  }
}
