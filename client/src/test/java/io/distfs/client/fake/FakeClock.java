package io.distfs.client.fake;

import io.distfs.client.clock.ClientClock;
import io.distfs.shared.fs.Timestamp;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves by hand. Thread-safe. */
public final class FakeClock implements ClientClock {
  private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);

  /** Lets time pass. */
  public void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public Timestamp now() {
    return Timestamp.ofEpochNanos(nanos.get());
  }
}
