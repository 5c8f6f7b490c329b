package io.distfs.mount.adapter;

import java.time.Duration;

/**
 * A filesystem mounted through the kernel's FUSE. Thread-safe.
 *
 * <p>Life: mounted and answering when made; whoever unmounts (umount(8), fusermount -u) ends it,
 * which {@link #awaitEnd()} tells; {@link #close} then gives back what it holds.
 */
public interface FuseAdapter extends AutoCloseable {
  /** Waits until it is unmounted and the last request answered. */
  void awaitEnd() throws InterruptedException;

  /** As {@link #awaitEnd()}; false if it takes longer than that. */
  boolean awaitEnd(Duration atMost) throws InterruptedException;

  /** Gives back what it holds. Only after the end. */
  @Override
  void close();
}
