package io.distfs.client.fake;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The replicated state of the fake: naive, and strict about what clients must not do (ids out of
 * order, blocks named twice, numbers reused). Guarded by its cluster's lock.
 */
final class FakeNamespace {
  private static final int CLONED_SEGMENTS_MAX = 3;
  private static final int ALLOCATED_BYTES_MAX = 20_000;

  /** In no namespace there is. */
  private static final ByteString FOREIGN_XATTR = ByteString.of("nonsense.a");

  private static final ByteString DEFAULT_LIST = ByteString.of("system.posix_acl_default");

  final Map<InodeId, FakeFile> files = new HashMap<>();
  final Map<InodeId, TreeMap<FileName, InodeId>> directories = new HashMap<>();
  final Map<SessionId, FakeSession> sessions = new HashMap<>();
  final List<Mutation> applied = new ArrayList<>();
  final List<InodeId> orphans = new ArrayList<>();
  final Set<BlockId> named = new HashSet<>();

  /** What clients are told is free. */
  long spareBytes = 1 << 30;

  boolean overwriting;

  final FakeLocks locks = new FakeLocks();
  int inlineBytesMax = InlineSegment.BYTES_MAX;

  Predicate<Mutation.WriteData> refusal = _ -> false;
  private final FakeNames names = new FakeNames(this);
  private long nextInode = 100;
  private long nextBlock = 1;
  private long nextSession = 1;

  static final class FakeSession {
    long last;
    final Map<Long, Outcome> outcomes = new HashMap<>();
    long inodeHighest;
    long inodesEnd;
    long blocksClosedBelow;
    boolean gone;
    List<InodeId> held = List.of();
    long reported;
  }

  FakeNamespace() {
    files.put(InodeId.ROOT, new FakeFile(InodeId.ROOT, 0040755));
    directories.put(InodeId.ROOT, new TreeMap<>());
  }

  Outcome apply(Command command) {
    if (command.mutation() instanceof Mutation.OpenSession) {
      SessionId id = new SessionId(nextSession++);
      sessions.put(id, new FakeSession());
      return Outcome.of(new Result.SessionOpened(id));
    }
    FakeSession session = sessions.get(command.session());
    if (session == null || session.gone) {
      return new Outcome(Errno.ESTALE, new Result.SessionGone(command.session()));
    }
    Outcome known = session.outcomes.get(command.sequence());
    if (known != null) {
      return known;
    }
    if (command.sequence() <= session.last) {
      // A copy that was under way for long: its sender has had the answer.
      return new Outcome(Errno.EAGAIN, new Result.OutOfOrder(session.last + 1));
    }
    if (command.sequence() != session.last + 1) {
      return new Outcome(Errno.EAGAIN, new Result.OutOfOrder(session.last + 1));
    }
    session.outcomes.keySet().removeIf(sequence -> sequence < command.lowestOpen());
    Outcome outcome;
    try {
      Result result = lock(command);
      result = result != null ? result : carryOut(session, command.mutation());
      outcome =
          result instanceof Result.LockDenied
              ? new Outcome(Errno.EAGAIN, result)
              : Outcome.of(result);
      applied.add(command.mutation());
    } catch (FsException e) {
      outcome = Outcome.refused(e.errno());
    }
    session.last = command.sequence();
    session.outcomes.put(command.sequence(), outcome);
    return outcome;
  }

  private @Nullable Result lock(Command command) {
    SessionId session = command.session();
    Result result =
        switch (command.mutation()) {
          case Mutation.SetLock set -> locks.set(session, set.inode(), set.lock());
          case Mutation.UnlockOwner unlock ->
              locks.unlockOwner(session, unlock.inode(), unlock.owner());
          case Mutation.CloseSession _ -> {
            locks.endSession(session);
            yield null;
          }
          default -> null;
        };
    locks.wake();
    return result;
  }

  private Result carryOut(FakeSession session, Mutation mutation) {
    return switch (mutation) {
      case Mutation.MakeNode make -> make(session, make);
      case Mutation.Unlink unlink -> remove(unlink.parent(), unlink.name());
      case Mutation.RemoveDirectory remove -> remove(remove.parent(), remove.name());
      case Mutation.Rename rename -> names.rename(rename);
      case Mutation.RenameWithWhiteout rename -> {
        useInode(session, rename.whiteout());
        yield names.rename(rename);
      }
      case Mutation.Link link -> names.link(link);
      case Mutation.MakeUnnamed make -> {
        useInode(session, make.inode());
        yield names.makeUnnamed(make);
      }
      case Mutation.DropPrivileges drop -> {
        FakeFile file = file(drop.inode());
        Credentials writer = Objects.requireNonNull(drop.writer());
        boolean keepsGroup = (file.mode & 0010) == 0 && writer.inGroup(file.gid);
        file.mode &= keepsGroup ? ~04000 : ~06000;
        file.xattrs.remove(ByteString.of("security.capability"));
        file.version++;
        yield new Result.Changed(file.attributes());
      }
      case Mutation.NoteReads note -> {
        for (Mutation.NoteReads.Read read : note.reads()) {
          FakeFile file = files.get(read.inode());
          if (file != null && file.atime.compareTo(read.atime()) < 0) {
            file.atime = read.atime();
          }
        }
        yield new Result.None();
      }
      case Mutation.SetXattr set -> {
        file(set.inode()).xattrs.put(set.name(), set.value());
        file(set.inode()).version++;
        yield new Result.None();
      }
      case Mutation.SetAttributes set -> new Result.Changed(set(set));
      case Mutation.WriteData write -> new Result.Changed(write(session, write));
      case Mutation.AppendData append -> append(session, append);
      case Mutation.Allocate allocate -> allocate(allocate);
      case Mutation.CloneRange clone -> clone(clone);
      case Mutation.RelocateData move -> new Result.Changed(relocate(session, move));
      case Mutation.PunchHole punch -> {
        FakeFile file = file(punch.inode());
        file.clear((int) punch.offset(), (int) Math.min(1 << 30, punch.offset() + punch.length()));
        yield new Result.Changed(file.attributes());
      }
      case Mutation.GrantInodes grant -> {
        long first = nextInode;
        nextInode += grant.count();
        session.inodesEnd = nextInode;
        yield new Result.Granted(first, grant.count());
      }
      case Mutation.GrantBlocks grant -> {
        session.blocksClosedBelow = Math.max(session.blocksClosedBelow, grant.closeBelow());
        long first = nextBlock;
        nextBlock += grant.count();
        yield new Result.Granted(first, grant.count());
      }
      case Mutation.ReportHeld report -> {
        session.reported = Math.max(session.reported, report.orphanSequence());
        session.held = report.held();
        yield new Result.None();
      }
      case Mutation.CloseSession _ -> {
        session.gone = true;
        yield new Result.None();
      }
      default -> throw new FsException(Errno.EOPNOTSUPP, "the fake does not know " + mutation);
    };
  }

  private Result make(FakeSession session, Mutation.MakeNode make) {
    checkInode(session, make.inode());
    NavigableMap<FileName, InodeId> directory = directory(make.parent());
    InodeId existing = directory.get(make.name());
    if (existing != null && (make.exclusive() || directories.containsKey(existing))) {
      throw new FsException(Errno.EEXIST, make.name().toString());
    }
    if (existing != null) {
      return new Result.Node(file(existing).attributes(), file(make.parent()).attributes(), false);
    }
    session.inodeHighest = make.inode().value();
    FakeFile file = new FakeFile(make.inode(), make.mode() & ~make.umask());
    file.target = make.target();
    ByteString inherited = file(make.parent()).xattrs.get(DEFAULT_LIST);
    if (inherited != null) {
      file.mode = make.mode();
      file.xattrs.put(ByteString.of("system.posix_acl_access"), inherited);
    }
    files.put(make.inode(), file);
    if ((make.mode() & 0170000) == 0040000) {
      directories.put(make.inode(), new TreeMap<>());
    }
    directory.put(make.name(), make.inode());
    file(make.parent()).version++;
    return new Result.Node(
        file.attributes(), file(make.parent()).attributes(), true, inherited != null);
  }

  private static void useInode(FakeSession session, InodeId inode) {
    checkInode(session, inode);
    session.inodeHighest = inode.value();
  }

  private static void checkInode(FakeSession session, InodeId inode) {
    if (inode.value() <= session.inodeHighest || inode.value() >= session.inodesEnd) {
      throw new FsException(Errno.EINVAL, "inode id " + inode + " not to be used");
    }
  }

  private Result remove(InodeId parent, FileName name) {
    InodeId gone = directory(parent).remove(name);
    if (gone == null) {
      throw new FsException(Errno.ENOENT, name.toString());
    }
    FakeFile file = file(gone);
    file.nlink = 0;
    file.version++;
    file(parent).version++;
    orphans.add(gone);
    return new Result.Removed(file.attributes(), file(parent).attributes(), orphans.size());
  }

  private Attributes set(Mutation.SetAttributes set) {
    FakeFile file = file(set.inode());
    AttributeChange change = set.change();
    if (change.size() != null) {
      file.resize(change.size().intValue());
    }
    if (change.mode() != null) {
      file.mode = (file.mode & 0170000) | change.mode();
    }
    if (change.atime() instanceof AttributeChange.TimeChange.At at) {
      file.atime = at.time();
    }
    if (change.mtime() instanceof AttributeChange.TimeChange.At at) {
      file.mtime = at.time();
    }
    file.version++;
    return file.attributes();
  }

  private Attributes write(FakeSession session, Mutation.WriteData write) {
    FakeFile file = file(write.inode());
    int inline =
        write.segments().stream()
            .mapToInt(segment -> segment instanceof InlineSegment ? segment.length() : 0)
            .sum();
    if (inline > 0 && file.inlineBytes() + inline > inlineBytesMax) {
      // Naive: counts what is overwritten too, unless nothing is left of it.
      FakeFile trial = new FakeFile(write.inode(), file.mode);
      trial.put(file.map(0, Long.MAX_VALUE).segments(), List.of());
      trial.put(write.segments(), List.of());
      if (trial.inlineBytes() > inlineBytesMax) {
        throw new FsException(Errno.E2BIG, inline + " inline bytes");
      }
    }
    if (refusal.test(write)) {
      throw new FsException(Errno.EINVAL, "refused, as the test wants it");
    }
    checkBlocks(session, write.blocks().stream().map(info -> info.block()).toList());
    file.put(write.segments(), write.blocks());
    file.mtime = write.mtime();
    return file.attributes();
  }

  private Result append(FakeSession session, Mutation.AppendData append) {
    long offset = file(append.inode()).size;
    List<Segment> placed =
        append.segments().stream().map(s -> s.movedTo(offset + s.offset())).toList();
    Mutation.WriteData write =
        new Mutation.WriteData(append.inode(), placed, append.blocks(), append.mtime());
    return new Result.Appended(write(session, write), offset);
  }

  /** Does little at once, so that clients have to go on; knows reservations by their sum only. */
  private Result allocate(Mutation.Allocate wish) {
    FakeFile file = file(wish.inode());
    long length = Math.min(wish.length(), ALLOCATED_BYTES_MAX);
    int end = (int) (wish.offset() + length);
    if ((wish.mode() & ~Mutation.Allocate.KEEP_SIZE) == 0) {
      if (length > spareBytes) {
        throw new FsException(Errno.ENOSPC, length + " bytes");
      }
      file.changed();
    } else {
      file.clear((int) wish.offset(), end);
    }
    if ((wish.mode() & Mutation.Allocate.KEEP_SIZE) == 0) {
      file.size = Math.max(file.size, end);
    }
    file.mtime = wish.mtime();
    return new Result.Advanced(file.attributes(), length);
  }

  /** Does few segments at once, so that clients have to go on. */
  private Result clone(Mutation.CloneRange clone) {
    FakeFile source = file(clone.source());
    FakeFile target = file(clone.target());
    long length = Math.min(clone.length(), source.size - clone.sourceOffset());
    if (length <= 0) {
      return new Result.Advanced(target.attributes(), 0);
    }
    long from = clone.sourceOffset();
    FileMap map = source.map(from, length);
    List<Segment> pieces = new ArrayList<>();
    int room = inlineBytesMax - target.inlineBytes();
    for (Segment piece : map.segments()) {
      room -= piece instanceof InlineSegment ? piece.length() : 0;
      if (room < 0 && piece.offset() == from) {
        throw new FsException(Errno.E2BIG, "inline bytes");
      }
      if (room < 0 || pieces.size() == CLONED_SEGMENTS_MAX) {
        length = piece.offset() - from;
        break;
      }
      pieces.add(piece);
    }
    long to = clone.targetOffset();
    target.clear((int) to, (int) (to + length));
    int size = Math.max(target.size, (int) (to + length));
    target.put(pieces.stream().map(p -> p.movedTo(to + p.offset() - from)).toList(), map.blocks());
    target.size = size;
    target.mtime = clone.mtime();
    return new Result.Advanced(target.attributes(), length);
  }

  private Attributes relocate(FakeSession session, Mutation.RelocateData move) {
    FakeFile file = file(move.inode());
    if (file.contentVersion != move.expectedVersion()) {
      throw new FsException(Errno.EAGAIN, "content changed");
    }
    checkBlocks(session, move.blocks().stream().map(info -> info.block()).toList());
    int size = file.size;
    file.put(move.segments(), move.blocks());
    file.size = size;
    return file.attributes();
  }

  private void checkBlocks(FakeSession session, List<BlockId> blocks) {
    for (BlockId block : blocks) {
      if (block.value() < session.blocksClosedBelow || !named.add(block)) {
        throw new FsException(Errno.EINVAL, "block " + block + " is closed or already named");
      }
    }
  }

  Answer answer(Query query) {
    return switch (query) {
      case Query.Lookup lookup -> lookup(lookup);
      case Query.GetAttributes get -> new Answer.Node(file(get.inode()).attributes());
      case Query.ReadLink link -> new Answer.Bytes(file(link.inode()).target);
      case Query.GetFileMap get ->
          new Answer.Map(file(get.inode()).map(get.offset(), get.length()));
      case Query.OrphansAfter after ->
          new Answer.Orphans(
              List.copyOf(
                  orphans.subList(
                      (int) Math.min(orphans.size(), after.orphanSequence()), orphans.size())),
              orphans.size());
      case Query.StatFilesystem _ ->
          new Answer.Statistics(new FilesystemStatistics(1 << 30, 1 << 30, files.size(), 1 << 20));
      case Query.RoomFor room -> {
        if (overwriting) {
          yield new Answer.Refused(Errno.ENOSPC);
        }
        long bytes = room.ranges().stream().mapToLong(r -> r.length()).sum();
        yield new Answer.Room(spareBytes, bytes);
      }
      case Query.FindLock find ->
          new Answer.Lock(locks.conflict(find.session(), find.inode(), find.lock()));
      case Query.GetXattr get -> {
        ByteString value = file(get.inode()).xattrs.get(get.name());
        if (get.name().equals(FOREIGN_XATTR)) {
          yield new Answer.Refused(Errno.EOPNOTSUPP);
        }
        yield value == null ? new Answer.Refused(Errno.ENODATA) : new Answer.Bytes(value);
      }
      case Query.ListXattrs list ->
          new Answer.Names(List.copyOf(file(list.inode()).xattrs.keySet()));
      case Query.ReadDirectory read -> {
        List<DirectoryEntry> entries = new ArrayList<>();
        long cookie = 15;
        for (Map.Entry<FileName, InodeId> entry : directory(read.directory()).entrySet()) {
          cookie++;
          if (cookie > read.cookie() && entries.size() < read.entriesMax()) {
            entries.add(entry(entry.getKey(), cookie, entry.getValue()));
          }
        }
        boolean end = entries.isEmpty() || entries.getLast().cookie() == cookie;
        yield new Answer.Listing(file(read.directory()).attributes(), InodeId.ROOT, entries, end);
      }
      default -> new Answer.Refused(Errno.EOPNOTSUPP);
    };
  }

  private Answer lookup(Query.Lookup lookup) {
    List<Attributes> steps = new ArrayList<>();
    InodeId at = lookup.base();
    for (FileName name : lookup.names()) {
      InodeId next = directory(at).get(name);
      if (next == null) {
        return new Answer.Chain(steps, Errno.ENOENT, List.of());
      }
      steps.add(file(next).attributes());
      at = next;
    }
    List<DirectoryEntry> page = new ArrayList<>();
    if (lookup.names().size() == 1) {
      FileName first = lookup.names().getFirst();
      NavigableMap<FileName, InodeId> names = directory(lookup.base());
      Stream.of(names.tailMap(first), names.headMap(first))
          .flatMap(part -> part.entrySet().stream())
          .limit(lookup.pageEntries())
          .forEach(entry -> page.add(entry(entry.getKey(), 16, entry.getValue())));
    }
    return new Answer.Chain(steps, Errno.OK, page);
  }

  private DirectoryEntry entry(FileName name, long cookie, InodeId inode) {
    FakeFile file = file(inode);
    return new DirectoryEntry(name, cookie, inode, file.attributes().type(), file.attributes());
  }

  NavigableMap<FileName, InodeId> directory(InodeId inode) {
    NavigableMap<FileName, InodeId> directory = directories.get(inode);
    if (directory == null) {
      throw new FsException(Errno.ENOTDIR, "inode " + inode);
    }
    return directory;
  }

  FakeFile file(InodeId inode) {
    FakeFile file = files.get(inode);
    if (file == null) {
      throw new FsException(Errno.ESTALE, "inode " + inode);
    }
    return file;
  }
}
