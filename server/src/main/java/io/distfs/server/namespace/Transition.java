package io.distfs.server.namespace;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One log entry on its way into the state: the pending changes, the time of the entry, and what the
 * command at work has loaded. Confined to one thread.
 *
 * <p>Each inode has one working copy per command, so that rules which meet it twice (both parents
 * of a rename) see one truth; the copies are written back when the command succeeds.
 */
final class Transition {
  private final MetaTransaction transaction;
  private final Records records;
  private final Timestamp now;
  private final ClusterMap cluster;
  private final Map<InodeId, Inode> inodes = new HashMap<>();
  private final List<Inode> dirty = new ArrayList<>();
  private Counters counters;
  private Counters countersBefore;
  private @Nullable SessionState session;
  private long freedBytes;

  Transition(MetaTransaction transaction, Timestamp now, ClusterMap cluster) {
    this.transaction = transaction;
    this.records = new Records(transaction);
    this.now = now;
    this.cluster = cluster;
    this.counters = records.counters();
    this.countersBefore = counters;
  }

  MetaTransaction transaction() {
    return transaction;
  }

  Records records() {
    return records;
  }

  /** The entry's time, every command's "now". */
  Timestamp now() {
    return now;
  }

  ClusterMap cluster() {
    return cluster;
  }

  /** The counters, to be changed in place. */
  Counters counters() {
    return counters;
  }

  /** A block of that length has lost its last reference. */
  void freed(int bytes) {
    freedBytes += bytes;
  }

  /** Bytes of the blocks that lost their last reference by the command at work. */
  long freedBytes() {
    return freedBytes;
  }

  /** The session whose command is at work. */
  SessionState session() {
    SessionState current = session;
    if (current == null) {
      throw new IllegalStateException("no session in a command of the system");
    }
    return current;
  }

  void setSession(@Nullable SessionState state) {
    session = state;
  }

  /** A command begins: what came before stays. */
  void begin() {
    transaction.mark();
    countersBefore = counters.copy();
    freedBytes = 0;
  }

  /** The command succeeded: its inodes are written back. */
  void commit() {
    for (Inode inode : dirty) {
      transaction.put(Table.INODE, Keys.of(inode.id), InodeCodec.encode(inode));
    }
    forget();
  }

  /** The command was refused: nothing of it stays. */
  void undo() {
    transaction.undo();
    counters = countersBefore;
    forget();
  }

  @Nullable Inode find(InodeId id) {
    Inode inode = inodes.get(id);
    if (inode == null) {
      inode = records.inode(id);
      if (inode != null) {
        inodes.put(id, inode);
      }
    }
    return inode;
  }

  /** An inode a command names: ESTALE if there is none. */
  Inode named(InodeId id) {
    Inode inode = find(id);
    if (inode == null) {
      throw new Refusal(Errno.ESTALE);
    }
    return inode;
  }

  /** A directory a command names: ESTALE, ENOTDIR. */
  Inode directory(InodeId id) {
    Inode inode = named(id);
    Refusal.when(!inode.isDirectory(), Errno.ENOTDIR);
    return inode;
  }

  /** An inode that a stored record names: it must be there. */
  Inode linked(InodeId id) {
    Inode inode = find(id);
    if (inode == null) {
      throw new CorruptStateException("a record names inode " + id + ", which does not exist");
    }
    return inode;
  }

  /** A new inode, to be written. */
  void add(Inode inode) {
    inodes.put(inode.id, inode);
    counters.inodes++;
    touch(inode);
  }

  /** An inode without segments and attributes goes for good. */
  void remove(Inode inode) {
    inodes.remove(inode.id);
    dirty.remove(inode);
    counters.inodes--;
    transaction.delete(Table.INODE, Keys.of(inode.id));
  }

  /** The command changes this inode: it counts a version and will be written. */
  void touch(Inode inode) {
    if (!inode.dirty) {
      inode.dirty = true;
      inode.version++;
      dirty.add(inode);
    }
  }

  /**
   * The inode will be written with a new time of access. That counts no version: as with Linux's
   * i_version, whoever compares versions wants to know what is different, and a read changes
   * nothing.
   */
  void wasRead(Inode inode) {
    if (!inode.dirty) {
      inode.dirty = true;
      dirty.add(inode);
    }
  }

  private void forget() {
    inodes.clear();
    dirty.clear();
  }
}
