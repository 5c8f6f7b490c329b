package io.distfs.client.lock;

import io.distfs.client.file.Files;
import io.distfs.client.file.OpenDescriptor;
import io.distfs.client.lock.LockedFile.Owner;
import io.distfs.client.meta.MetaSession;
import io.distfs.client.meta.MetadataClient;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.AwaitLock;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The locks of this client's files. The servers decide; here is only what has to be given up when
 * an owner or an open goes, and what is lost when the session is. Thread-safe.
 *
 * <p>A lock brings what others wrote under it: once granted, the file is asked for anew before the
 * call returns. What was written under it is committed before it is given up or changed.
 */
public final class Locks {
  private static final Logger LOG = LoggerFactory.getLogger(Locks.class);

  private final MetadataClient metadata;
  private final Files files;
  private final AtomicLong lastHandle = new AtomicLong();
  private final AtomicLong lastWait = new AtomicLong();
  private final ConcurrentHashMap<InodeId, LockedFile> locked = new ConcurrentHashMap<>();

  /** Inodes whose locks were lost, and the newest open then: up to there opens answer EIO. */
  private final ConcurrentHashMap<InodeId, Long> lost = new ConcurrentHashMap<>();

  private volatile Consumer<InodeId> onGranted = _ -> {};

  /** Locks of these files. */
  public Locks(MetadataClient metadata, Files files) {
    this.metadata = metadata;
    this.files = files;
  }

  /** An open as locks know it. */
  public record Handle(OpenDescriptor descriptor, long number) {
    InodeId inode() {
      return descriptor.inode();
    }
  }

  /** Told of each inode on which a lock was granted, before the call that asked for it returns. */
  public void onGranted(Consumer<InodeId> listener) {
    onGranted = listener;
  }

  /** A number for a new open of an inode, ascending. */
  public long nextHandle(InodeId inode) {
    loseIfOver(inode); // first, so that this open is none of those that answer EIO
    return lastHandle.incrementAndGet();
  }

  /** EIO if a lock on this file was lost while it was open: what it protected may have changed. */
  public void requireNotLost(Handle handle) {
    loseIfOver(handle.inode());
    Long upTo = lost.get(handle.inode());
    if (upTo != null && handle.number() <= upTo) {
      throw new FsException(
          Errno.EIO, "locks on inode " + handle.inode() + " were lost with their session");
    }
  }

  /** See {@code Vfs.lock}. */
  public void lock(Handle handle, FileLock lock, boolean wait) {
    requireNotLost(handle);
    files.flushUnreported(handle.descriptor());
    if (lock.mode() == FileLock.Mode.UNLOCK) {
      unlock(handle.inode(), lock);
      return;
    }
    LockedFile file = begin(handle, Owner.of(lock));
    try {
      acquire(file.session(), handle.inode(), lock, wait);
    } finally {
      locked.computeIfPresent(
          handle.inode(),
          (_, known) -> {
            known.end(Owner.of(lock));
            return known;
          });
    }
    files.revalidate(handle.descriptor());
    onGranted.accept(handle.inode());
  }

  /** Noted before it is asked for: an answer that is lost must not leave a lock nobody gives up. */
  private LockedFile begin(Handle handle, Owner owner) {
    MetaSession session = metadata.session();
    LockedFile file =
        locked.compute(
            handle.inode(),
            (_, known) -> {
              LockedFile now = known == null ? new LockedFile(session) : known;
              now.begin(owner, handle.number());
              return now;
            });
    if (file.session() != session) {
      requireNotLost(handle); // the older session is over: EIO
    }
    return file;
  }

  private void acquire(MetaSession session, InodeId inode, FileLock lock, boolean wait) {
    Mutation.SetLock wish = new Mutation.SetLock(inode, lock);
    Outcome outcome = set(session, wish);
    if (outcome.result() instanceof Result.LockDenied && wait) {
      AwaitLock turn = new AwaitLock(session.id(), lastWait.incrementAndGet(), inode, lock);
      boolean done = false;
      try {
        while (outcome.result() instanceof Result.LockDenied) {
          metadata.lockWaiter().await(session, turn);
          outcome = set(session, wish);
        }
        done = outcome.errno() == Errno.OK;
      } finally {
        if (!done) {
          metadata.lockWaiter().withdraw(turn);
        }
      }
    }
    if (outcome.errno() != Errno.OK) {
      throw new FsException(outcome.errno(), lock + " on inode " + inode);
    }
  }

  private Outcome set(MetaSession session, Mutation wish) {
    return metadata.outcome(session.submit(wish), wish.getClass().getSimpleName());
  }

  private void unlock(InodeId inode, FileLock lock) {
    LockedFile file = locked.get(inode);
    if (file != null && file.knows(Owner.of(lock))) {
      giveUp(file.session(), new Mutation.SetLock(inode, lock));
    }
  }

  /** See {@code Vfs.unlockAll}. Costs nothing where no lock was asked for. */
  public void unlockAll(InodeId inode, long owner) {
    unlockAll(inode, new Owner(FileLock.Kind.RECORD, owner));
  }

  private void unlockAll(InodeId inode, Owner owner) {
    LockedFile file = locked.get(inode);
    if (file == null || !file.knows(owner)) {
      return;
    }
    long mark = file.begun(owner);
    Mutation all =
        switch (owner.kind()) {
          case RECORD -> new Mutation.UnlockOwner(inode, owner.owner());
          case FLOCK ->
              new Mutation.SetLock(
                  inode,
                  new FileLock(
                      FileLock.Kind.FLOCK,
                      FileLock.Mode.UNLOCK,
                      0,
                      Long.MAX_VALUE,
                      owner.owner(),
                      0));
        };
    giveUp(file.session(), all);
    locked.computeIfPresent(
        inode,
        (_, known) -> {
          known.forget(owner, mark);
          return LockedFile.unlessEmpty(known);
        });
  }

  /** A session that is over, and an inode that is gone, have no locks. */
  private void giveUp(MetaSession session, Mutation wish) {
    if (session.alive()) {
      Outcome outcome = set(session, wish);
      if (outcome.errno() != Errno.OK && outcome.errno() != Errno.ESTALE) {
        throw new FsException(outcome.errno(), "giving up locks: " + wish);
      }
    }
  }

  /** The last close of an open: gives up what was locked through it alone. */
  public void released(Handle handle) {
    InodeId inode = handle.inode();
    LockedFile file = locked.get(inode);
    if (file != null) {
      for (Owner owner : releasedOwners(inode, handle.number())) {
        unlockAll(inode, owner);
      }
    }
    if (!lost.isEmpty() && !files.held().holds(inode)) {
      lost.remove(inode);
    }
  }

  private List<Owner> releasedOwners(InodeId inode, long handle) {
    List<Owner> owners = new ArrayList<>();
    locked.computeIfPresent(
        inode,
        (_, known) -> {
          owners.addAll(known.released(handle));
          return known;
        });
    return owners;
  }

  /** See {@code Vfs.conflictingLock}. */
  public @Nullable FileLock conflicting(Handle handle, FileLock lock) {
    requireNotLost(handle);
    Query query = new Query.FindLock(metadata.session().id(), handle.inode(), lock);
    if (metadata.query(query) instanceof Answer.Lock found) {
      return found.holder() == null ? null : found.holder().lock();
    }
    throw new FsException(Errno.EPROTO, "unexpected answer about locks on " + handle.inode());
  }

  /** A session is over, and its locks are free for others to take. */
  public void sessionLost(MetaSession session) {
    locked.forEach(
        (inode, file) -> {
          if (file.session() == session) {
            lose(inode, file);
          }
        });
  }

  private void loseIfOver(InodeId inode) {
    LockedFile file = locked.get(inode);
    if (file != null && !file.session().alive()) {
      lose(inode, file);
    }
  }

  private void lose(InodeId inode, LockedFile file) {
    long newest = lastHandle.get();
    long _ = lost.merge(inode, newest, Math::max);
    if (locked.remove(inode, file)) {
      LOG.error("locks on inode {} are lost: {}; its open files answer EIO", inode, file);
    }
  }
}
