package io.distfs.server.metadata;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.server.lock.LockQueue;
import io.distfs.server.lock.LockQueue.Told;
import io.distfs.server.namespace.LockReader;
import io.distfs.server.namespace.MetaStore;
import io.distfs.server.namespace.StateFacts;
import io.distfs.server.raft.RaftEngine;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.AwaitLock;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.HeldLock;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.WithdrawLock;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.Request;
import io.distfs.shared.transport.Responder;
import io.distfs.shared.wire.LockCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets sessions wait for locks, if this server leads. What it says is a hint: the lock itself is
 * granted by a command of the session. So nothing here needs to be right, only soon: it is judged
 * from the state as applied here, after each entry that changed a lock somebody waits for.
 * Thread-safe; handlers never block.
 */
public final class LockService {
  private static final Logger LOG = LoggerFactory.getLogger(LockService.class);

  private final RaftEngine raft;
  private final MetadataState state;
  private final SessionWatch watch;
  private final Executor readers;
  private final LongSupplier nanoClock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final LockQueue<Responder> queue = new LockQueue<>();

  @GuardedBy("lock")
  private final Set<InodeId> unjudged = new HashSet<>();

  /** Whether a judge is on its way or at work. */
  private final AtomicBoolean judging = new AtomicBoolean();

  private volatile boolean idle = true;

  /** A service over these parts, which stay the caller's. */
  public LockService(MetadataService.Parts parts, MetadataService metadata) {
    this.raft = parts.raft();
    this.state = parts.state();
    this.watch = metadata.watch();
    this.readers = parts.readers();
    this.nanoClock = parts.nanoClock();
    state.onApplied(this::applied);
    state.onLeadership(
        new Leadership() {
          @Override
          public void began() {
            // Nobody waits here yet: sessions ask anew.
          }

          @Override
          public void ended() {
            redirectAll();
          }
        });
  }

  /** {@code AWAIT_LOCK}: answered when the way is free, or when the period is over. */
  public void await(Request request, Responder responder) {
    request.payload().close();
    AwaitLock wish = LockCodec.decodeAwait(request.header());
    if (wish.lock().mode() == FileLock.Mode.UNLOCK || wish.number() < 1) {
      throw new FsException(Errno.EINVAL, "nothing to wait for: " + wish);
    }
    if (!raft.isLeader()) {
      responder.redirect(raft.leader());
      return;
    }
    watch.heardIfKnown(wish.session(), nanoClock.getAsLong());
    List<Told<Responder>> told = new ArrayList<>();
    lock.lock();
    try {
      Told<Responder> before = queue.await(wish, responder, nanoClock.getAsLong());
      if (before != null) {
        told.add(before);
      }
      unjudged.add(wish.inode());
      idle = false;
    } finally {
      lock.unlock();
    }
    tell(told);
    judgeSoon();
  }

  /** {@code WITHDRAW_LOCK}. */
  public void withdraw(Request request, Responder responder) {
    request.payload().close();
    WithdrawLock wish = LockCodec.decodeWithdraw(request.header());
    List<Told<Responder>> told = new ArrayList<>();
    lock.lock();
    try {
      InodeId inode = queue.inodeOf(wish.session(), wish.number());
      Told<Responder> waiting = queue.withdraw(wish.session(), wish.number());
      if (waiting != null) {
        told.add(waiting);
      }
      if (inode != null) {
        unjudged.add(inode);
      }
    } finally {
      lock.unlock();
    }
    tell(told);
    responder.reply(ByteBuffer.allocate(0), Payload.empty());
    judgeSoon();
  }

  /** Ends periods and waits nobody renewed; a few times a second. */
  public void tick() {
    if (idle) {
      return;
    }
    if (!raft.isLeader()) {
      redirectAll(); // one that came in just when leadership ended
      return;
    }
    List<Told<Responder>> told;
    lock.lock();
    try {
      told = queue.tick(nanoClock.getAsLong(), unjudged);
      idle = queue.size() == 0 && unjudged.isEmpty();
    } finally {
      lock.unlock();
    }
    tell(told);
    judgeSoon();
  }

  private void redirectAll() {
    List<Responder> left;
    lock.lock();
    try {
      left = queue.clear();
      unjudged.clear();
      idle = true;
    } finally {
      lock.unlock();
    }
    left.forEach(responder -> responder.redirect(raft.leader()));
  }

  private void applied(List<Command> commands, List<Outcome> outcomes) {
    if (idle) {
      return;
    }
    List<Told<Responder>> told = new ArrayList<>();
    lock.lock();
    try {
      for (int i = 0; i < commands.size(); i++) {
        boolean done = outcomes.get(i).errno() == Errno.OK;
        told.addAll(note(commands.get(i).session(), commands.get(i).mutation(), done));
      }
      if (unjudged.isEmpty()) {
        return;
      }
    } finally {
      lock.unlock();
    }
    tell(told);
    judgeSoon();
  }

  /** Which inodes are to be judged again; a denied conversion has given up a lock too. */
  @GuardedBy("lock")
  private List<Told<Responder>> note(SessionId session, Mutation mutation, boolean done) {
    switch (mutation) {
      case Mutation.SetLock set -> {
        noteChanged(set.inode());
        return done ? queue.granted(session, set.inode(), set.lock()) : List.of();
      }
      case Mutation.UnlockOwner unlock -> noteChanged(unlock.inode());
      case Mutation.CloseSession _ -> {
        unjudged.addAll(queue.inodes());
        return queue.endSession(session);
      }
      case Mutation.ExpireSession expire -> {
        unjudged.addAll(queue.inodes());
        return queue.endSession(expire.expired());
      }
      case Mutation.CollectOrphans _ -> unjudged.addAll(queue.inodes());
      default -> {}
    }
    return List.of();
  }

  @GuardedBy("lock")
  private void noteChanged(InodeId inode) {
    if (queue.isWaitedFor(inode)) {
      unjudged.add(inode);
    }
  }

  private void judgeSoon() {
    if (!hasWork() || judging.getAndSet(true)) {
      return;
    }
    try {
      readers.execute(this::judgeAll);
    } catch (RejectedExecutionException e) {
      judging.set(false); // too many reads: the next tick tries again
    }
  }

  private boolean hasWork() {
    lock.lock();
    try {
      return !unjudged.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** One at a time, so that two who block each other are not both told of a deadlock. */
  private void judgeAll() {
    try {
      judgeOnce();
    } catch (FsException e) {
      LOG.warn("locks somebody waits for cannot be judged: {}", e.getMessage());
    } finally {
      judging.set(false);
    }
    judgeSoon();
  }

  private void judgeOnce() {
    List<Told<Responder>> told = new ArrayList<>();
    Map<InodeId, List<HeldLock>> read = new HashMap<>();
    List<Responder> gone = new ArrayList<>();
    Set<InodeId> inodes;
    lock.lock();
    try {
      inodes = Set.copyOf(unjudged);
      unjudged.clear();
    } finally {
      lock.unlock();
    }
    // Taken after the inodes: what changes a lock after this snapshot marks its inode again.
    try (MetaStore.Snapshot snapshot = state.snapshot()) {
      StateFacts facts = new StateFacts(snapshot);
      inodes.forEach(inode -> read.put(inode, LockReader.held(snapshot, inode)));
      lock.lock();
      try {
        for (SessionId session : queue.sessions()) {
          if (!facts.hasSession(session)) {
            queue.endSession(session).forEach(ended -> gone.add(ended.asker()));
          }
        }
        for (InodeId inode : inodes) {
          told.addAll(
              queue.judge(
                  inode, on -> read.computeIfAbsent(on, id -> LockReader.held(snapshot, id))));
        }
      } finally {
        lock.unlock();
      }
    }
    tell(told);
    gone.forEach(responder -> responder.fail(Errno.ESTALE, "the session has ended or expired"));
  }

  private static void tell(List<Told<Responder>> told) {
    told.forEach(one -> one.asker().reply(LockCodec.encodeVerdict(one.verdict()), Payload.empty()));
  }
}
