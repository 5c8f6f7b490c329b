package io.distfs.mount.jnr;

import io.distfs.mount.adapter.KilledCallers;
import io.distfs.shared.error.Errno;
import java.lang.foreign.Arena;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the kernel's requests and has libfuse carry them out, on Java threads: an upcall on a
 * thread that libfuse made would first attach it to the JVM and detach it after, a thread started
 * and ended for each request. This is what {@code fuse_session_loop_mt} does, on threads of our
 * own.
 *
 * <p>Platform threads, because a read of /dev/fuse pins its carrier. They end when the filesystem
 * is unmounted, by anybody: then the kernel wakes every reader with ENODEV.
 */
final class SessionLoop {
  private static final Logger LOG = LoggerFactory.getLogger(SessionLoop.class);
  private static final long PAGE_BYTES = 4096;

  private final Session session;
  private final KilledCallers killed;
  private final LockThreads locks;
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch running;

  /**
   * What the workers use.
   *
   * @param address of libfuse's session
   * @param channel address of libfuse's channel
   * @param keptAlive whose native memory libfuse points to
   */
  record Session(LibFuse fuse, long address, long channel, List<Object> keptAlive) {}

  SessionLoop(Session session, LockThreads locks, int threadCount) {
    this.session = session;
    this.locks = locks;
    this.killed = new KilledCallers(new InterruptedAnswer(session.fuse(), session.channel())::send);
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
      serve(arena, killed.slot());
    } finally {
      killed.close(); // the mount is ending: every worker is about to
      locks.close();
      running.countDown();
      Reference.reachabilityFence(session.keptAlive());
    }
  }

  private void serve(Arena arena, KilledCallers.Slot slot) {
    LibFuse fuse = session.fuse();
    long bytes = fuse.fuse_chan_bufsize(session.channel());
    long buffer = arena.allocate(bytes, PAGE_BYTES).address();
    long channelPointer = arena.allocate(Long.BYTES, Long.BYTES).address();
    while (fuse.fuse_session_exited(session.address()) == 0) {
      Memory.putLong(channelPointer, session.channel());
      int received = fuse.fuse_chan_recv(channelPointer, buffer, bytes);
      if (received > 0) {
        process(buffer, received, slot);
      } else if (received == 0 || !isTransient(-received)) {
        end(received);
      }
    }
  }

  private void process(long request, int bytes, KilledCallers.Slot slot) {
    if (RequestHeader.isInterrupt(request)) {
      killed.interrupted(RequestHeader.interrupted(request));
      locks.interrupted(RequestHeader.interrupted(request));
    }
    long unique = RequestHeader.unique(request);
    CurrentRequest.begin(unique);
    slot.begin(unique, RequestHeader.pid(request));
    try {
      session.fuse().fuse_session_process(session.address(), request, bytes, session.channel());
    } finally {
      slot.end();
    }
  }

  private void end(int received) {
    if (received < 0) {
      LOG.error("reading requests failed: {}; the mount ends", Errno.of(-received).words());
    }
    session.fuse().fuse_session_exit(session.address());
  }

  private static boolean isTransient(int errno) {
    return errno == Errno.EINTR.number() || errno == Errno.EAGAIN.number();
  }
}
