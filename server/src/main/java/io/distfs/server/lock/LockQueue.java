package io.distfs.server.lock;

import io.distfs.server.lock.LockWait.Stage;
import io.distfs.server.namespace.LockReader;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.AwaitLock;
import io.distfs.shared.message.AwaitLock.Verdict;
import io.distfs.shared.message.HeldLock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for locks, in order of arrival on each inode. Grants nothing: it says who may try. Only
 * those are let through whom neither a granted lock nor somebody let through before is in the way
 * of, so a release wakes whom it frees and nobody else. As on Linux, whoever does not wait may come
 * first all the same. Not thread-safe; no clock, no I/O.
 *
 * @param <T> the way back to who asked
 */
public final class LockQueue<T> {
  /** Most waits; beyond it ENOLCK. About 300 bytes each. */
  public static final int WAITS_MAX = 16_384;

  /** Most waits of one session; beyond it ENOLCK. */
  public static final int WAITS_SESSION_MAX = 1024;

  /** How long an answer is held back. */
  public static final long PERIOD_NANOS = 3_000_000_000L;

  /** How long a place is kept for who was answered. */
  public static final long RENEWAL_NANOS = 5_000_000_000L;

  private final Map<LockWait.Key, LockWait<T>> byKey = new HashMap<>();
  private final Map<InodeId, Map<LockWait.Key, LockWait<T>>> byInode = new HashMap<>();
  private final Map<SessionId, Integer> bySession = new HashMap<>();

  /** What is to be said to somebody. */
  public record Told<T>(T asker, Verdict verdict) {}

  /** Number of waits. */
  public int size() {
    return byKey.size();
  }

  /** Inodes somebody waits for. */
  public Set<InodeId> inodes() {
    return Set.copyOf(byInode.keySet());
  }

  /** Sessions that wait. */
  public Set<SessionId> sessions() {
    return Set.copyOf(bySession.keySet());
  }

  /** Whether somebody waits for a lock on this inode. */
  public boolean isWaitedFor(InodeId inode) {
    return byInode.containsKey(inode);
  }

  /**
   * Somebody waits, or waits on. Returns who asked the same before and is told no more, if anybody;
   * the inode is to be judged next.
   *
   * @throws FsException ENOLCK if too many wait, EINVAL if the number waits for something else
   */
  public @Nullable Told<T> await(AwaitLock wish, T asker, long nowNanos) {
    LockWait<T> known = byKey.get(new LockWait.Key(wish.session(), wish.number()));
    if (known == null) {
      add(new LockWait<>(wish, asker, nowNanos));
      return null;
    }
    if (!known.inode.equals(wish.inode()) || !known.lock.equals(wish.lock())) {
      throw new FsException(
          Errno.EINVAL, "wait " + wish.number() + " of session " + wish.session() + " is another");
    }
    T before = known.asker;
    known.asker = asker;
    known.stage = Stage.ASKED;
    known.sinceNanos = nowNanos;
    known.newlyAsked = true;
    return before == null ? null : new Told<>(before, Verdict.WAITING);
  }

  private void add(LockWait<T> wait) {
    int ofSession = bySession.getOrDefault(wait.key.session(), 0);
    if (byKey.size() >= WAITS_MAX || ofSession >= WAITS_SESSION_MAX) {
      throw new FsException(
          Errno.ENOLCK,
          byKey.size() + " waits for locks, " + ofSession + " of session " + wait.key.session());
    }
    byKey.put(wait.key, wait);
    byInode.computeIfAbsent(wait.inode, _ -> new LinkedHashMap<>()).put(wait.key, wait);
    bySession.put(wait.key.session(), ofSession + 1);
  }

  /** Somebody waits no more. Returns who is still to be answered, if anybody. */
  public @Nullable Told<T> withdraw(SessionId session, long number) {
    LockWait<T> wait = byKey.get(new LockWait.Key(session, number));
    return wait == null ? null : removed(wait);
  }

  /** The inode a wait is for, or null. */
  public @Nullable InodeId inodeOf(SessionId session, long number) {
    LockWait<T> wait = byKey.get(new LockWait.Key(session, number));
    return wait == null ? null : wait.inode;
  }

  /** A lock was granted: whoever waited for just this one does so no more. */
  public List<Told<T>> granted(SessionId session, InodeId inode, FileLock lock) {
    List<Told<T>> told = new ArrayList<>();
    for (LockWait<T> wait : waits(inode)) {
      if (wait.key.session().equals(session) && isSame(wait.lock, lock)) {
        addTo(told, removed(wait));
      }
    }
    return told;
  }

  private static boolean isSame(FileLock waited, FileLock granted) {
    return waited.kind() == granted.kind()
        && waited.mode() == granted.mode()
        && waited.owner() == granted.owner()
        && waited.start() == granted.start()
        && waited.end() == granted.end();
  }

  /** All waits of a session end. */
  public List<Told<T>> endSession(SessionId session) {
    List<Told<T>> told = new ArrayList<>();
    if (bySession.containsKey(session)) {
      for (LockWait<T> wait : List.copyOf(byKey.values())) {
        if (wait.key.session().equals(session)) {
          addTo(told, removed(wait));
        }
      }
    }
    return told;
  }

  /** The granted locks of the inodes that are asked about. */
  @FunctionalInterface
  public interface Granted {
    /** Those on an inode. */
    List<HeldLock> on(InodeId inode);
  }

  /** Lets through who can be, in order, and ends what would wait for ever. */
  public List<Told<T>> judge(InodeId inode, Granted granted) {
    List<Told<T>> told = new ArrayList<>();
    List<HeldLock> letThrough = new ArrayList<>();
    List<LockWait<T>> waits = waits(inode);
    for (LockWait<T> wait : waits) {
      if (wait.stage == Stage.TOLD) {
        letThrough.add(wait.wanted());
      }
    }
    for (LockWait<T> wait : waits) {
      if (wait.stage == Stage.TOLD || isBlocked(wait, granted.on(inode), letThrough)) {
        continue;
      }
      letThrough.add(wait.wanted()); // one that is idle too: its place is kept
      if (wait.stage == Stage.ASKED) {
        addTo(told, answered(wait, Stage.TOLD, Verdict.FREE));
      }
    }
    for (LockWait<T> wait : waits) {
      if (wait.stage == Stage.ASKED && wait.newlyAsked) {
        wait.newlyAsked = false;
        if (new DeadlockSearch<>(byKey.values(), granted).isInCircle(wait)) {
          remove(wait);
          addTo(told, answered(wait, Stage.IDLE, Verdict.DEADLOCK));
        }
      }
    }
    return told;
  }

  private static <T> boolean isBlocked(
      LockWait<T> wait, List<HeldLock> granted, List<HeldLock> letThrough) {
    SessionId session = wait.key.session();
    return !LockReader.conflicts(granted, session, wait.lock).isEmpty()
        || !LockReader.conflicts(letThrough, session, wait.lock).isEmpty();
  }

  /**
   * Time has passed: ends periods, and waits nobody renewed.
   *
   * @param abandoned takes the inodes of the latter, to be judged again
   */
  public List<Told<T>> tick(long nowNanos, Set<InodeId> abandoned) {
    List<Told<T>> told = new ArrayList<>();
    for (LockWait<T> wait : List.copyOf(byKey.values())) {
      long age = nowNanos - wait.sinceNanos;
      if (wait.stage == Stage.ASKED && age >= PERIOD_NANOS) {
        addTo(told, answered(wait, Stage.IDLE, Verdict.WAITING));
        wait.sinceNanos = nowNanos;
      } else if (wait.stage != Stage.ASKED && age >= RENEWAL_NANOS) {
        remove(wait);
        abandoned.add(wait.inode);
      }
    }
    return told;
  }

  /** Everything is forgotten. Returns who is still to be answered. */
  public List<T> clear() {
    List<T> askers = new ArrayList<>();
    for (LockWait<T> wait : byKey.values()) {
      T asker = wait.asker;
      if (asker != null) {
        askers.add(asker);
      }
    }
    byKey.clear();
    byInode.clear();
    bySession.clear();
    return askers;
  }

  private List<LockWait<T>> waits(InodeId inode) {
    return List.copyOf(byInode.getOrDefault(inode, Map.of()).values());
  }

  private @Nullable Told<T> answered(LockWait<T> wait, Stage stage, Verdict verdict) {
    T asker = wait.asker;
    wait.asker = null;
    wait.stage = stage;
    return asker == null ? null : new Told<>(asker, verdict);
  }

  private @Nullable Told<T> removed(LockWait<T> wait) {
    remove(wait);
    return answered(wait, Stage.IDLE, Verdict.WAITING);
  }

  private void remove(LockWait<T> wait) {
    byKey.remove(wait.key);
    byInode.computeIfPresent(
        wait.inode,
        (_, waits) -> {
          waits.remove(wait.key);
          return waits.isEmpty() ? null : waits;
        });
    bySession.computeIfPresent(wait.key.session(), (_, count) -> count == 1 ? null : count - 1);
  }

  private static <T> void addTo(List<Told<T>> told, @Nullable Told<T> more) {
    if (more != null) {
      told.add(more);
    }
  }
}
