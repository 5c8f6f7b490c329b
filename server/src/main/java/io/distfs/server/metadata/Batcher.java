package io.distfs.server.metadata;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.server.raft.RaftEngine;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.transport.NotLeaderException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs commands into log entries: one entry is in flight, and what queues meanwhile goes together
 * into the next, once its {@link Companions} are there. When none is in flight, all commands that
 * have arrived in one go share the first entry. Thread-safe; never blocks.
 *
 * <p>Commands are applied in the order of {@link #submit}. The outcomes of one entry are told in
 * the same order, on the thread that applied it, after the next entry was proposed if that is due.
 */
final class Batcher {
  /** Most commands in one entry. */
  static final int ENTRY_COMMANDS_MAX = 4096;

  /** Most bytes in one entry: half of what Raft takes, so that one large command always fits. */
  static final int ENTRY_BYTES_MAX = RaftEngine.ENTRY_BYTES_MAX / 2;

  /** Most commands waiting; beyond it EAGAIN. */
  static final int QUEUE_COMMANDS_MAX = 65_536;

  /** Most bytes waiting; beyond it EAGAIN. */
  static final long QUEUE_BYTES_MAX = 32L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

  private final RaftEngine raft;
  private final Supplier<Timestamp> nextTime;
  private final LongSupplier nanoClock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final ArrayDeque<Item> queue = new ArrayDeque<>();

  @GuardedBy("lock")
  private long queuedBytes;

  @GuardedBy("lock")
  private boolean inFlight;

  @GuardedBy("lock")
  private long proposedNanos;

  @GuardedBy("lock")
  private final Companions companions = new Companions();

  /** Whether what is queued waits for companions. */
  @GuardedBy("lock")
  private boolean waiting;

  /** Number of the last wait: a timer of one before ends nothing. */
  @GuardedBy("lock")
  private long lastWait;

  /**
   * A batcher in front of a Raft engine.
   *
   * @param nextTime the time of the next entry, asked when no entry is in flight
   */
  Batcher(RaftEngine raft, Supplier<Timestamp> nextTime, LongSupplier nanoClock) {
    this.raft = raft;
    this.nextTime = nextTime;
    this.nanoClock = nanoClock;
  }

  private record Item(ByteBuffer command, int bytes, Waiter waiter) {}

  /** Queues an encoded command; its bytes must not change. */
  void submit(ByteBuffer command, Waiter waiter) {
    Item item = new Item(command, BatchCodec.LENGTH_BYTES + command.remaining(), waiter);
    if (item.bytes() > ENTRY_BYTES_MAX) {
      waiter.refused(
          Errno.EINVAL, "command of " + item.bytes() + " bytes, limit " + ENTRY_BYTES_MAX);
    } else if (!raft.isLeader()) {
      waiter.redirected(raft.leader());
    } else if (enqueue(item)) {
      waiter.afterArrivals(this::proposeNext);
    } else {
      waiter.refused(Errno.EAGAIN, "too many commands waiting for the log; try again");
    }
  }

  /** Sends everything queued to the leader, because this server is it no more. */
  void redirectQueued() {
    List<Item> left;
    lock.lock();
    try {
      left = new ArrayList<>(queue);
      queue.clear();
      queuedBytes = 0;
    } finally {
      lock.unlock();
    }
    left.forEach(item -> item.waiter().redirected(raft.leader()));
  }

  private boolean enqueue(Item item) {
    lock.lock();
    try {
      if (queue.size() >= QUEUE_COMMANDS_MAX || queuedBytes + item.bytes() > QUEUE_BYTES_MAX) {
        return false;
      }
      queue.add(item);
      queuedBytes += item.bytes();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Proposes what is queued, or begins to wait for what is to go with it. */
  private void proposeNext() {
    List<Item> items = List.of();
    Item first;
    long wait;
    long waitNanos;
    lock.lock();
    try {
      first = queue.peek();
      if (inFlight || first == null) {
        return;
      }
      if (companions.suffice(queue.size())) {
        if (waiting) {
          companions.came();
        }
        items = takeNext();
      } else if (waiting) {
        return;
      } else {
        waiting = true;
        lastWait++;
      }
      wait = lastWait;
      waitNanos = companions.waitNanos();
    } finally {
      lock.unlock();
    }
    if (items.isEmpty()) {
      first.waiter().afterWhile(waitNanos, () -> waitIsOver(wait));
    } else {
      propose(items);
    }
  }

  private void waitIsOver(long wait) {
    List<Item> items;
    lock.lock();
    try {
      if (!waiting || lastWait != wait) {
        return;
      }
      companions.stayedAway();
      items = takeNext();
    } finally {
      lock.unlock();
    }
    if (!items.isEmpty()) {
      propose(items);
    }
  }

  private void propose(List<Item> items) {
    List<ByteBuffer> commands = new ArrayList<>(items.size());
    items.forEach(item -> commands.add(item.command()));
    ByteBuffer entry = BatchCodec.encode(new Batch(nextTime.get(), commands));
    var _ = raft.propose(entry).whenComplete((result, error) -> landed(items, result, error));
  }

  /** What goes into the next entry, in flight from now on; nothing if nobody waits any more. */
  @GuardedBy("lock")
  private List<Item> takeNext() {
    List<Item> items = new ArrayList<>();
    int bytes = BatchCodec.HEADER_BYTES;
    for (Item head = queue.peek(); head != null; head = queue.peek()) {
      if (items.size() == ENTRY_COMMANDS_MAX
          || (!items.isEmpty() && bytes + head.bytes() > ENTRY_BYTES_MAX)) {
        break;
      }
      bytes += head.bytes();
      queuedBytes -= head.bytes();
      items.add(queue.remove());
    }
    waiting = false;
    inFlight = !items.isEmpty();
    proposedNanos = nanoClock.getAsLong();
    return items;
  }

  private void landed(List<Item> items, @Nullable Object result, @Nullable Throwable error) {
    lock.lock();
    try {
      inFlight = false;
      companions.landed(items.size(), queue.size(), nanoClock.getAsLong() - proposedNanos);
    } finally {
      lock.unlock();
    }
    proposeNext(); // first: the log shall not wait while replies are written
    for (int i = 0; i < items.size(); i++) {
      try {
        tell(items.get(i).waiter(), i, result, error);
      } catch (RuntimeException e) {
        LOG.error("a command's sender could not be told what became of it", e);
      }
    }
  }

  private static void tell(
      Waiter waiter, int position, @Nullable Object result, @Nullable Throwable error) {
    if (error == null && result instanceof Outcomes outcomes) {
      waiter.decided(outcomes.list().get(position));
    } else {
      fail(waiter, error);
    }
  }

  private static void fail(Waiter waiter, @Nullable Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof NotLeaderException elsewhere) {
      waiter.redirected(elsewhere.leader());
    } else if (cause instanceof FsException refused) {
      waiter.refused(refused.errno(), refused.detail());
    } else {
      waiter.refused(Errno.EAGAIN, "the log did not take the command: " + cause);
    }
  }
}
