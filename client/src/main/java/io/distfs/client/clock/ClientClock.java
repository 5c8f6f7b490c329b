package io.distfs.client.clock;

import io.distfs.shared.fs.Timestamp;
import java.time.Instant;

/**
 * The time as the client sees it. Thread-safe.
 *
 * <p>{@link #nanos} is monotonic. On Linux it is CLOCK_MONOTONIC, which stands still while the
 * machine sleeps; a client that slept past its session learns of it from the server's first answer
 * (ESTALE), not from its own clock.
 */
public interface ClientClock {
  /** Nanoseconds since some fixed point; compare by difference only. */
  long nanos();

  /** Wall-clock time, for the mtime of data. */
  Timestamp now();

  /** The clocks of the machine. */
  static ClientClock system() {
    return new ClientClock() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public Timestamp now() {
        Instant now = Instant.now();
        return new Timestamp(now.getEpochSecond(), now.getNano());
      }
    };
  }
}
