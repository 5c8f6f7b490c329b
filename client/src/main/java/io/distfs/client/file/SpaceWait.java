package io.distfs.client.file;

import io.distfs.client.call.Waiting;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.clock.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long who finds no space waits for what is being deleted: it is free some seconds after it was
 * removed or overwritten. Thread-safe.
 */
final class SpaceWait {
  /** Deleted data is free within a second or two, unless a server is slow. */
  private static final Duration MAX = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ClientClock clock;

  /** Until then this client has freed something lately. */
  private volatile @Nullable Deadline freed;

  /** Until then somebody has just waited in vain: the others try once. */
  private volatile @Nullable Deadline inVain;

  SpaceWait(ClientClock clock) {
    this.clock = clock;
  }

  /** This client has removed or cut data. */
  void freed() {
    freed = Deadline.in(clock, MAX);
    inVain = null;
  }

  /** Whether what this client has freed may still have to be deleted. */
  boolean isFreeing() {
    Deadline until = freed;
    return until != null && !until.passed();
  }

  /** Until when a wait that begins now may last. */
  Deadline begin() {
    Deadline vain = inVain;
    boolean hopeless = vain != null && !vain.passed();
    return Deadline.in(clock, hopeless ? Duration.ZERO : MAX);
  }

  /** Waits a moment before the next try; false if the wait was long enough, and in vain. */
  boolean goesOn(Deadline until) {
    if (until.passed()) {
      inVain = Deadline.in(clock, MAX);
      return false;
    }
    Waiting.pause(PAUSE);
    return true;
  }
}
