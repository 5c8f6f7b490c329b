package io.distfs.client.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.clock.ClientClock;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.InodeId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Directories of which every name is known, so that a name not among them does not exist: ones this
 * client just made. Bounded. Thread-safe.
 *
 * <p>Unpacking an archive asks for each new name before it makes it; here those questions are
 * answered without a server. Knowledge lasts as long as {@link Validity} says after the last proof
 * that nobody else changed the directory, and each own change brings such a proof: the directory's
 * version, counted up by one per change, is then exactly the last one known plus one. A gap means
 * another client, and the knowledge runs out.
 */
public final class CompleteDirectories {
  /** Greatest number of directories. */
  public static final int DIRECTORIES_MAX = 256;

  /** Greatest number of names of one directory. */
  public static final int NAMES_MAX = 1 << 16;

  private static final int AHEAD_MAX = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final ClientClock clock;
  private final Validity validity;

  @GuardedBy("lock")
  private final LinkedHashMap<InodeId, Directory> directories = new LinkedHashMap<>();

  private static final class Directory {
    final Set<FileName> names = new HashSet<>();

    /** Versions seen beyond the next one: outcomes of own commands can overtake each other. */
    final TreeSet<Long> ahead = new TreeSet<>();

    long version;
    long untilNanos;
  }

  public CompleteDirectories(ClientClock clock, Validity validity) {
    this.clock = clock;
    this.validity = validity;
  }

  /** This client made the directory, which is empty. */
  public void made(Attributes attributes, long askedNanos) {
    lock.lock();
    try {
      Directory directory = new Directory();
      directory.version = attributes.version();
      directory.untilNanos = validity.untilNanos(attributes.inode(), askedNanos);
      directories.putLast(attributes.inode(), directory);
      if (directories.size() > DIRECTORIES_MAX) {
        directories.pollFirstEntry();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the name certainly does not exist in the directory. */
  public boolean isAbsent(InodeId parent, FileName name) {
    lock.lock();
    try {
      Directory directory = directories.get(parent);
      if (directory == null) {
        return false;
      }
      if (clock.nanos() - directory.untilNanos >= 0) {
        directories.remove(parent);
        return false;
      }
      return !directory.names.contains(name);
    } finally {
      lock.unlock();
    }
  }

  /** An own change made the name, or removed it. */
  public void change(InodeId parent, FileName name, boolean exists) {
    lock.lock();
    try {
      Directory directory = directories.get(parent);
      if (directory == null) {
        return;
      }
      if (exists) {
        directory.names.add(name);
      } else {
        directory.names.remove(name);
      }
      if (directory.names.size() > NAMES_MAX) {
        directories.remove(parent);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The directory after an own command sent at that time. */
  public void changed(Attributes attributes, long askedNanos) {
    lock.lock();
    try {
      Directory directory = directories.get(attributes.inode());
      if (directory == null) {
        return;
      }
      if (attributes.version() > directory.version) {
        directory.ahead.add(attributes.version());
      }
      boolean proven = false;
      while (!directory.ahead.isEmpty() && directory.ahead.first() == directory.version + 1) {
        directory.version++;
        directory.ahead.pollFirst();
        proven = true;
      }
      if (proven && directory.ahead.isEmpty()) {
        directory.untilNanos = validity.untilNanos(attributes.inode(), askedNanos);
      }
      if (directory.ahead.size() > AHEAD_MAX) {
        directories.remove(attributes.inode());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is known of the directory any more. */
  public void forget(@Nullable InodeId inode) {
    lock.lock();
    try {
      directories.remove(inode);
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is known of any directory any more. */
  public void forgetAll() {
    lock.lock();
    try {
      directories.clear();
    } finally {
      lock.unlock();
    }
  }
}
