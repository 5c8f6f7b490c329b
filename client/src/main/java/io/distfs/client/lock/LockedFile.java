package io.distfs.client.lock;

import io.distfs.client.meta.MetaSession;
import io.distfs.shared.fs.FileLock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may hold locks on one inode under one session, and through which opens. Says rather too much
 * than too little: what it does not know of would stay locked until the session ends. Guarded by
 * its {@link Locks}.
 */
final class LockedFile {
  /** Whose locks they are, within the client. */
  record Owner(FileLock.Kind kind, long owner) {
    static Owner of(FileLock lock) {
      return new Owner(lock.kind(), lock.owner());
    }
  }

  /** The opens an owner has locked through. */
  private static final class Use {
    final Set<Long> handles = new HashSet<>();

    /** Lock calls under way. */
    int busy;

    /** Lock calls begun, ever. */
    long begun;
  }

  private final MetaSession session;
  private final Map<Owner, Use> uses = new HashMap<>();

  LockedFile(MetaSession session) {
    this.session = session;
  }

  MetaSession session() {
    return session;
  }

  /** A lock is about to be asked for. */
  void begin(Owner owner, long handle) {
    Use use = uses.computeIfAbsent(owner, _ -> new Use());
    use.handles.add(handle);
    use.busy++;
    use.begun++;
  }

  /** What was begun has ended, one way or the other. */
  void end(Owner owner) {
    Use use = uses.get(owner);
    if (use != null) {
      use.busy--;
    }
  }

  boolean knows(Owner owner) {
    return uses.containsKey(owner);
  }

  /** A mark for {@link #forget}; -1 if the owner is not known. */
  long begun(Owner owner) {
    Use use = uses.get(owner);
    return use == null ? -1 : use.begun;
  }

  /** All of the owner's locks were given up, unless it has begun with others since the mark. */
  void forget(Owner owner, long mark) {
    Use use = uses.get(owner);
    if (use != null && use.busy == 0 && use.begun == mark) {
      uses.remove(owner);
    }
  }

  /** An open is gone: the owners that locked through it and through no other. */
  List<Owner> released(long handle) {
    return uses.entrySet().stream()
        .filter(use -> use.getValue().handles.remove(handle) && use.getValue().handles.isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  boolean isEmpty() {
    return uses.isEmpty();
  }

  @Override
  public String toString() {
    return uses.size() + " owners under session " + session.id();
  }

  static @Nullable LockedFile unlessEmpty(LockedFile file) {
    return file.isEmpty() ? null : file;
  }
}
