package io.distfs.server.metadata;

import io.distfs.shared.fs.Timestamp;
import java.util.function.Supplier;

/**
 * The time the leader gives the next log entry: its clock's, but always later than the last
 * entry's, so that time in the filesystem never runs back when a clock does. Thread-safe.
 */
final class EntryClock implements Supplier<Timestamp> {
  private final Supplier<Timestamp> clock;
  private final Supplier<Timestamp> last;

  EntryClock(Supplier<Timestamp> clock, Supplier<Timestamp> last) {
    this.clock = clock;
    this.last = last;
  }

  @Override
  public Timestamp get() {
    Timestamp now = clock.get();
    Timestamp earliest = last.get().plusOneNano();
    return now.compareTo(earliest) < 0 ? earliest : now;
  }
}
