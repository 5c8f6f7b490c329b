package io.distfs.server.reference;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.HeldLock;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole filesystem as plain maps of plain objects: slow, obvious, and written from the man
 * pages rather than from the core it is compared with. Not thread-safe.
 */
public final class ReferenceModel {
  final Map<InodeId, ModelNode> nodes = new HashMap<>();
  final TreeMap<Long, ModelNode> orphans = new TreeMap<>();
  final TreeMap<Long, ModelSession> sessions = new TreeMap<>();

  /** How many bytes of files lie in each block. */
  final Map<Long, Integer> blockBytes = new HashMap<>();

  final Map<Long, Integer> blockLengths = new HashMap<>();
  final Set<Long> blocksNamed = new HashSet<>();
  final ModelLocks locks = new ModelLocks();
  final int servers;
  private final Set<ModelNode> touched = new HashSet<>();
  private Timestamp now;
  private long nextSession = 1;
  private long nextInode = 2;
  private long nextBlock = 1;
  private long orphanCounter;

  /** A fresh filesystem of servers 1..{@code servers}. */
  public ReferenceModel(Timestamp created, int servers) {
    this.servers = servers;
    this.now = created;
    ModelNode root = new ModelNode(InodeId.ROOT, FileType.DIRECTORY, created);
    root.permissions = 0755;
    root.nlink = 2;
    root.version = 1;
    root.parent = root;
    nodes.put(root.id, root);
  }

  /** What the core should say to this command at this time. */
  public Outcome apply(Timestamp time, Command command) {
    now = time;
    touched.clear();
    Mutation mutation = command.mutation();
    if (mutation instanceof Mutation.OpenSession || command.session().value() == 0) {
      return attempt(null, mutation);
    }
    ModelSession session = sessions.get(command.session().value());
    if (session == null) {
      return new Outcome(Errno.ESTALE, new Result.SessionGone(command.session()));
    }
    if (command.sequence() > session.last + 1) {
      return new Outcome(Errno.EAGAIN, new Result.OutOfOrder(session.last + 1));
    }
    if (command.sequence() <= session.last) {
      Outcome known = session.outcomes.get(command.sequence());
      return known == null ? Outcome.refused(Errno.EINVAL) : known;
    }
    if (command.lowestOpen() > command.sequence()
        || command.sequence() - Math.max(command.lowestOpen(), session.forgottenBelow) >= 1024) {
      return Outcome.refused(Errno.EINVAL);
    }
    Outcome outcome = attempt(session, mutation);
    if (sessions.containsKey(session.id.value())) {
      session.last = command.sequence();
      session.forgottenBelow = Math.max(session.forgottenBelow, command.lowestOpen());
      session.outcomes.put(command.sequence(), outcome);
      session.outcomes.headMap(session.forgottenBelow).clear();
    }
    return outcome;
  }

  Timestamp now() {
    return now;
  }

  /** Counts a version, once in a command. */
  void touch(ModelNode node) {
    if (touched.add(node)) {
      node.version++;
    }
  }

  ModelNode node(InodeId id) {
    ModelNode node = nodes.get(id);
    if (node == null) {
      throw new ModelFailure(Errno.ESTALE);
    }
    return node;
  }

  ModelNode directory(InodeId id) {
    ModelNode node = node(id);
    ModelFailure.unless(node.isDirectory(), Errno.ENOTDIR);
    return node;
  }

  /** No name leads to it any more. */
  long orphaned(ModelNode node) {
    node.orphanNumber = ++orphanCounter;
    orphans.put(node.orphanNumber, node);
    return node.orphanNumber;
  }

  private Outcome attempt(@Nullable ModelSession session, Mutation mutation) {
    try {
      Result result = carryOut(session, mutation);
      return new Outcome(result instanceof Result.LockDenied ? Errno.EAGAIN : Errno.OK, result);
    } catch (ModelFailure failure) {
      return Outcome.refused(failure.errno());
    }
  }

  private Result carryOut(@Nullable ModelSession session, Mutation mutation) {
    switch (mutation) {
      case Mutation.OpenSession open -> {
        return open(open);
      }
      case Mutation.ExpireSession expire -> {
        ModelFailure.unless(session == null, Errno.EINVAL);
        sessions.remove(expire.expired().value());
        locks.sessionEnded(expire.expired());
        return new Result.None();
      }
      case Mutation.CollectOrphans collect -> {
        ModelFailure.unless(session == null && collect.segmentsMax() > 0, Errno.EINVAL);
        return collect();
      }
      case Mutation.ReclaimDone done -> {
        ModelFailure.unless(
            session == null && done.upTo() == 0 && done.server().value() <= servers, Errno.EINVAL);
        return new Result.None();
      }
      default -> {}
    }
    if (session == null) {
      throw new ModelFailure(Errno.EINVAL);
    }
    return carryOutFor(session, mutation);
  }

  private Result carryOutFor(ModelSession session, Mutation mutation) {
    ModelDirectories directories = new ModelDirectories(this);
    ModelFiles files = new ModelFiles(this);
    return switch (mutation) {
      case Mutation.MakeNode wish -> directories.make(session, wish);
      case Mutation.MakeUnnamed wish -> directories.makeUnnamed(session, wish);
      case Mutation.Link wish -> directories.link(session, wish);
      case Mutation.Unlink wish ->
          directories.remove(wish.parent(), wish.name(), wish.credentials(), false);
      case Mutation.RemoveDirectory wish ->
          directories.remove(wish.parent(), wish.name(), wish.credentials(), true);
      case Mutation.Rename wish -> directories.rename(wish);
      case Mutation.RenameWithWhiteout wish -> directories.rename(session, wish);
      case Mutation.SetAttributes wish -> files.setAttributes(wish);
      case Mutation.DropPrivileges wish -> files.dropPrivileges(wish);
      case Mutation.NoteReads wish -> files.noteReads(wish);
      case Mutation.SetXattr wish -> files.setXattr(wish);
      case Mutation.RemoveXattr wish -> files.removeXattr(wish);
      case Mutation.WriteData wish -> files.write(session, wish);
      case Mutation.AppendData wish -> files.append(session, wish);
      case Mutation.Allocate wish -> files.allocate(wish);
      case Mutation.CloneRange wish -> files.cloneRange(wish);
      case Mutation.RelocateData wish -> files.relocate(session, wish);
      case Mutation.PunchHole wish -> files.punch(wish);
      case Mutation.CloseSession _ -> {
        sessions.remove(session.id.value());
        locks.sessionEnded(session.id);
        yield new Result.None();
      }
      case Mutation.GrantInodes wish -> grantInodes(session, wish.count());
      case Mutation.GrantBlocks wish -> grantBlocks(session, wish.count(), wish.closeBelow());
      case Mutation.ReportHeld wish -> reportHeld(session, wish);
      case Mutation.SetLock wish -> setLock(session, wish);
      case Mutation.UnlockOwner wish -> {
        locks.unlockOwner(session.id, wish);
        yield new Result.None();
      }
      case Mutation.OpenSession _,
          Mutation.ExpireSession _,
          Mutation.CollectOrphans _,
          Mutation.ReclaimDone _ ->
          throw new ModelFailure(Errno.EINVAL);
    };
  }

  private Result open(Mutation.OpenSession wish) {
    for (ModelSession session : sessions.values()) {
      if (session.nonce.equals(wish.nonce())) {
        return new Result.SessionOpened(session.id);
      }
    }
    SessionId id = new SessionId(nextSession++);
    sessions.put(id.value(), new ModelSession(id, wish.nonce(), orphanCounter));
    return new Result.SessionOpened(id);
  }

  private Result setLock(ModelSession session, Mutation.SetLock wish) {
    ModelLocks.check(wish.lock());
    ModelNode _ = node(wish.inode());
    HeldLock conflict = locks.set(session.id, wish);
    return conflict == null ? new Result.None() : new Result.LockDenied(conflict);
  }

  private Result grantInodes(ModelSession session, int count) {
    ModelFailure.unless(count >= 1 && count <= Mutation.GRANT_MAX, Errno.EINVAL);
    long first = nextInode;
    for (int i = 0; i < count; i++) {
      session.inodeIds.add(nextInode++);
    }
    return new Result.Granted(first, count);
  }

  private Result grantBlocks(ModelSession session, int count, long closeBelow) {
    ModelFailure.unless(count >= 1 && count <= Mutation.GRANT_MAX, Errno.EINVAL);
    session.blockGrants.removeIf(grant -> grant[1] <= closeBelow);
    session.blockGrants.add(new long[] {nextBlock, nextBlock + count});
    nextBlock += count;
    return new Result.Granted(nextBlock - count, count);
  }

  private Result reportHeld(ModelSession session, Mutation.ReportHeld wish) {
    ModelFailure.unless(
        wish.orphanSequence() >= session.reported && wish.orphanSequence() <= orphanCounter,
        Errno.EINVAL);
    for (ModelNode orphan : orphans.headMap(wish.orphanSequence(), true).values()) {
      session.held.remove(orphan.id);
      boolean anothers = orphan.maker != null && !orphan.maker.equals(session.id);
      if (wish.held().contains(orphan.id) && !anothers) {
        session.held.add(orphan.id);
      }
    }
    session.reported = wish.orphanSequence();
    return new Result.None();
  }

  private Result collect() {
    long upTo = orphanCounter;
    for (ModelSession session : sessions.values()) {
      upTo = Math.min(upTo, session.reported);
    }
    List<ModelNode> free = new ArrayList<>();
    for (ModelNode orphan : orphans.headMap(upTo, true).values()) {
      if (sessions.values().stream().noneMatch(session -> session.held.contains(orphan.id))) {
        free.add(orphan);
      }
    }
    for (ModelNode orphan : free) {
      orphans.remove(orphan.orphanNumber);
      nodes.remove(orphan.id);
      locks.inodeGone(orphan.id);
      new ModelFiles(this).clear(orphan, 0, orphan.cells.length);
    }
    return new Result.Collected(free.size(), false);
  }
}
