package io.distfs.client.access;

import io.distfs.client.call.Waiting;
import io.distfs.client.clock.ClientClock;
import io.distfs.client.clock.Deadline;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Times of access that reads on this client have moved, as with lazytime: everybody here sees them
 * at once, the servers hear of them some seconds later, many in one command. Thread-safe. A reader
 * never waits; what a crash loses is a time of access.
 *
 * <pre>
 *   read ──▶ PENDING ──▶ SENT ──▶ COMMITTED ──▶ gone, once no cached attributes are older
 *               ▲          │
 *               └─ failed ─┘         utimensat(2): gone, from wherever it was
 * </pre>
 *
 * <p>Bounded: with {@link #INODES_MAX} inodes noted, reads of others are not. A time only ever goes
 * forward, as the servers want it: an atime that was set into the future stays there.
 */
public final class AccessTimes {
  /** Greatest number of inodes noted; about 100 bytes each. */
  public static final int INODES_MAX = 1 << 16;

  /** What is noted leaves after this time. */
  static final Duration AGE_MAX = Duration.ofSeconds(3);

  /** What is committed stays noted no longer than this, however long cached attributes last. */
  private static final Duration COMMITTED_MAX = Duration.ofSeconds(5);

  /** So many leave at once, to have room when a tree is read. */
  private static final int INODES_MANY = INODES_MAX / 8;

  private static final Logger LOG = LoggerFactory.getLogger(AccessTimes.class);

  private final AccessTimePolicy policy;
  private final ClientClock clock;
  private final Outside outside;
  private final Limits limits;
  private final ConcurrentHashMap<InodeId, Noted> noted = new ConcurrentHashMap<>();
  private final AtomicBoolean sweeping = new AtomicBoolean();

  /** A reader does not make a time of its own to see whether a day has passed. */
  private volatile long nowSeconds;

  private volatile long nextSweepNanos;

  /** The way to the servers. */
  @FunctionalInterface
  public interface Sender {
    /** Sends a command that is made up only when its place in the order of commands is certain. */
    CompletableFuture<Outcome> send(Supplier<@Nullable Mutation> command);
  }

  /**
   * What this needs of others.
   *
   * @param background for what may wait for the servers
   * @param doubt told of inodes whose cached attributes may be from before a committed read
   */
  public record Outside(Executor background, Sender sender, Consumer<InodeId> doubt) {}

  /**
   * How long things last.
   *
   * @param believed how long cached attributes are, after they were asked for
   * @param command how long a command may take
   */
  public record Limits(Duration believed, Duration command) {}

  private enum State {
    PENDING,
    SENT,
    COMMITTED
  }

  private record Noted(Timestamp atime, State state, long sinceNanos) {}

  private record Entry(InodeId inode, Noted noted) {}

  public AccessTimes(AccessTimePolicy policy, ClientClock clock, Outside outside, Limits limits) {
    this.policy = policy;
    this.clock = clock;
    this.outside = outside;
    this.limits = limits;
    this.nowSeconds = clock.now().seconds();
    this.nextSweepNanos = clock.nanos() + AGE_MAX.toNanos();
  }

  /**
   * An inode was read.
   *
   * @param attributes as they are known
   * @param lastWrite of data that these do not know of yet, null without
   * @return the new time of access, null if it stays
   */
  public @Nullable Timestamp read(Attributes attributes, @Nullable Timestamp lastWrite) {
    if (!isDue(attributes, lastWrite)) {
      return null;
    }
    InodeId inode = attributes.inode();
    Timestamp now = clock.now();
    if (now.compareTo(attributes.times().atime()) <= 0
        || (noted.size() >= INODES_MAX && !noted.containsKey(inode))) {
      return null;
    }
    Noted _ = noted.merge(inode, pending(now), AccessTimes::newer);
    return now;
  }

  /**
   * As {@link #read} for an inode nothing is held of: asks in the background, so that the reader's
   * own question is under way meanwhile. Done when it is noted.
   */
  public CompletableFuture<Void> read(Supplier<Attributes> ask) {
    if (!policy.countsAny()) {
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.runAsync(
        () -> {
          try {
            Timestamp _ = read(ask.get(), null);
          } catch (FsException e) {
            LOG.debug("not known whether a read moves a time of access: {}", e.getMessage());
          }
        },
        outside.background());
  }

  /** Whether a read would move the time of access. Neither allocates nor locks. */
  public boolean isDue(Attributes attributes, @Nullable Timestamp lastWrite) {
    if (!policy.countsAny()) {
      return false;
    }
    Timestamp atime = attributes.times().atime();
    Noted known = noted.get(attributes.inode());
    if (known != null && known.atime.compareTo(atime) > 0) {
      atime = known.atime;
    }
    return policy.moves(attributes, atime, lastWrite, nowSeconds);
  }

  /** The attributes with what is noted here. */
  public Attributes merged(Attributes given) {
    Noted known = noted.get(given.inode());
    return known == null || known.atime.compareTo(given.times().atime()) <= 0
        ? given
        : withAccessTime(given, known.atime);
  }

  /** The same attributes with another time of access. */
  public static Attributes withAccessTime(Attributes given, Timestamp atime) {
    Attributes.Times times = given.times();
    return given.withTimes(
        new Attributes.Times(atime, times.mtime(), times.ctime(), times.btime()));
  }

  /**
   * Carries out a change that sets the time of access: once it is done, no read before it counts.
   * What is on its way to the servers goes before it in the order of commands, and the rest never
   * leaves.
   */
  public <T> T overriding(InodeId inode, Supplier<T> change) {
    Noted held = noted.remove(inode);
    boolean done = false;
    try {
      T result = change.get();
      done = true;
      return result;
    } finally {
      if (!done && held != null) {
        Noted _ = noted.merge(inode, pending(held.atime), AccessTimes::newer);
      }
    }
  }

  /** Sends in the background what is noted for long, or much. Does not block. */
  public void tick() {
    nowSeconds = clock.now().seconds();
    long now = clock.nanos();
    if (noted.isEmpty()) {
      nextSweepNanos = now + AGE_MAX.toNanos();
    } else if ((now - nextSweepNanos >= 0 || noted.size() >= INODES_MANY)
        && sweeping.compareAndSet(false, true)) {
      outside.background().execute(this::sweep);
    }
  }

  /** Sends all that is noted, waiting at most for the deadline. */
  public void flush(Deadline deadline) {
    if (!deadline.passed()) {
      sendPending(deadline);
    }
  }

  private void sweep() {
    try {
      long now = clock.nanos();
      long keptNanos = Math.min(limits.believed().toNanos(), COMMITTED_MAX.toNanos());
      for (Map.Entry<InodeId, Noted> entry : noted.entrySet()) {
        Noted known = entry.getValue();
        if (known.state == State.COMMITTED && now - known.sinceNanos > keptNanos) {
          outside.doubt().accept(entry.getKey());
          boolean _ = noted.remove(entry.getKey(), known);
        }
      }
      sendPending(Deadline.in(clock, limits.command()));
    } finally {
      nextSweepNanos = clock.nanos() + AGE_MAX.toNanos();
      sweeping.set(false);
    }
  }

  private void sendPending(Deadline deadline) {
    List<Entry> batch = new ArrayList<>();
    for (Map.Entry<InodeId, Noted> entry : noted.entrySet()) {
      if (entry.getValue().state == State.PENDING) {
        batch.add(new Entry(entry.getKey(), entry.getValue()));
      }
      if (batch.size() == Mutation.READS_MAX) {
        if (!send(batch, deadline)) {
          return; // the next sweep tries again
        }
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      boolean _ = send(batch, deadline);
    }
  }

  private boolean send(List<Entry> batch, Deadline deadline) {
    List<Entry> sent = new ArrayList<>(batch.size());
    boolean committed = false;
    try {
      Duration limit = deadline.leftAtMost(limits.command());
      CompletableFuture<Outcome> outcome = outside.sender().send(() -> command(batch, sent));
      committed = Waiting.on(outcome, limit, "times of access").errno() == Errno.OK;
    } catch (FsException e) {
      LOG.debug("{} times of access not sent yet: {}", batch.size(), e.getMessage());
    } finally {
      State state = committed ? State.COMMITTED : State.PENDING;
      for (Entry entry : sent) {
        Noted after = new Noted(entry.noted.atime, state, clock.nanos());
        boolean _ = noted.replace(entry.inode, entry.noted, after);
      }
    }
    return committed;
  }

  /** Those of the batch that nothing has happened to meanwhile; from now on they are sent. */
  private Mutation command(List<Entry> batch, List<Entry> sent) {
    List<Mutation.NoteReads.Read> reads = new ArrayList<>(batch.size());
    for (Entry entry : batch) {
      Noted leaving = new Noted(entry.noted.atime, State.SENT, entry.noted.sinceNanos);
      if (noted.replace(entry.inode, entry.noted, leaving)) {
        sent.add(new Entry(entry.inode, leaving));
        reads.add(new Mutation.NoteReads.Read(entry.inode, leaving.atime));
      }
    }
    return new Mutation.NoteReads(reads);
  }

  private Noted pending(Timestamp atime) {
    return new Noted(atime, State.PENDING, clock.nanos());
  }

  private static Noted newer(Noted known, Noted added) {
    return added.atime.compareTo(known.atime) > 0 ? added : known;
  }
}
