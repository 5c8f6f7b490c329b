package io.distfs.mount.direct;

import io.distfs.client.call.BeforeWait;
import io.distfs.mount.adapter.KilledCallers;
import io.distfs.shared.error.Errno;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that take the kernel's requests. Platform threads, because a read of /dev/fuse pins
 * its carrier. They end when the filesystem is unmounted, by anybody: then the kernel wakes every
 * reader with ENODEV. Thread-safe.
 */
final class Workers {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  /** How many read at once: measured, docs/decisions/direct-adapter.md. */
  private static final int LEADERS = 1;

  private final Device device;
  private final Dispatch dispatch;
  private final KilledCallers killed;
  private final Leadership leadership = new Leadership(LEADERS);
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch running;

  /** Carries out one request and answers it. */
  @FunctionalInterface
  interface Dispatch {
    void handle(Exchange exchange);
  }

  Workers(Device device, Dispatch dispatch, KilledCallers killed, int threadCount) {
    this.device = device;
    this.dispatch = dispatch;
    this.killed = killed;
    this.running = new CountDownLatch(threadCount);
    for (int i = 0; i < threadCount; i++) {
      threads.add(Thread.ofPlatform().daemon().name("fuse-" + i).unstarted(this::run));
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** Waits until the filesystem is unmounted and every request answered. */
  void awaitEnd() throws InterruptedException {
    running.await();
  }

  /** As {@link #awaitEnd()}; false if it takes longer than that. */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return running.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    try (Arena arena = Arena.ofConfined()) {
      new Worker(new Exchange(device, arena), killed.slot()).run();
    } finally {
      leadership.end(); // a worker ends with the mount, or with an error that ends it
      running.countDown();
    }
  }

  /** One thread's part. Confined to it. */
  private final class Worker {
    private final Exchange exchange;
    private final KilledCallers.Slot slot;
    private final Leadership.Follower follower = new Leadership.Follower();
    private boolean leading;

    Worker(Exchange exchange, KilledCallers.Slot slot) {
      this.exchange = exchange;
      this.slot = slot;
    }

    void run() {
      BeforeWait.run(this::handLeadOn);
      while (leading || leadership.acquire(follower)) {
        leading = true;
        int received = exchange.receive();
        if (received >= 0) {
          handle();
        } else if (!isTransient(-received)) {
          if (-received != Errno.ENODEV.number()) {
            LOG.error("reading requests failed: {}; the mount ends", Errno.of(-received).words());
          }
          return;
        }
      }
    }

    private void handLeadOn() {
      if (leading) {
        leading = false;
        leadership.release();
      }
    }

    private void handle() {
      slot.begin(exchange.unique(), exchange.pid());
      try {
        dispatch.handle(exchange);
      } finally {
        slot.end();
      }
    }
  }

  /** ENOENT: the request was interrupted before it could be read. */
  private static boolean isTransient(int errno) {
    return errno == Errno.EINTR.number()
        || errno == Errno.EAGAIN.number()
        || errno == Errno.ENOENT.number();
  }
}
