package io.distfs.shared.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How many connections were closed for what came over them, by reason. Thread-safe. */
public final class RejectedFrames {
  private final Map<RejectReason, LongAdder> counts = new EnumMap<>(RejectReason.class);

  RejectedFrames() {
    for (RejectReason reason : RejectReason.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  void add(RejectReason reason) {
    adder(reason).increment();
  }

  /** How many for one reason since the start. */
  public long count(RejectReason reason) {
    return adder(reason).sum();
  }

  /** How many in all since the start. */
  public long total() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  private LongAdder adder(RejectReason reason) {
    return Objects.requireNonNull(counts.get(reason));
  }
}
