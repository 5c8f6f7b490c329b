package io.distfs.server.reference;

import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Commands drawn at random, most of them sensible, some wrong, repeated or out of order. Looks into
 * the model to know what is sensible just now.
 */
public final class RandomCommands {
  private static final int SESSIONS = 4;
  private static final int NAMES = 6;
  private static final int HISTORY = 64;
  private static final List<FileType> TYPES = List.of(FileType.values());

  private final ReferenceModel model;
  private final RandomGenerator random;
  private final RandomData data;
  private final List<Command> history = new ArrayList<>();

  /** From one source of chance. */
  public RandomCommands(ReferenceModel model, RandomGenerator random) {
    this.model = model;
    this.random = random;
    this.data = new RandomData(model, random);
  }

  /** The next one. */
  public Command next() {
    Command command = draw();
    if (history.size() == HISTORY) {
      history.removeFirst();
    }
    history.add(command);
    return command;
  }

  private Command draw() {
    if (!history.isEmpty() && chance(4)) {
      return history.get(random.nextInt(history.size()));
    }
    if (model.sessions.size() < SESSIONS) {
      UUID nonce = new UUID(0, random.nextLong(1000));
      return new Command(
          SessionId.SYSTEM, 0, 0, new Mutation.OpenSession(nonce, ByteString.of("client")));
    }
    if (chance(5)) {
      return Command.system(bySystem());
    }
    List<ModelSession> sessions = List.copyOf(model.sessions.values());
    ModelSession session = sessions.get(random.nextInt(sessions.size()));
    long sequence = session.last + 1 + (chance(2) ? random.nextInt(3) : 0);
    long lowestOpen = Math.max(1, sequence - random.nextInt(6));
    return new Command(session.id, sequence, lowestOpen, bySession(session));
  }

  private Mutation bySystem() {
    return switch (random.nextInt(6)) {
      case 0 -> new Mutation.ExpireSession(new SessionId(random.nextLong(1, 40)));
      case 1 -> new Mutation.ReclaimDone(new ServerId(random.nextInt(1, 5)), 0);
      default -> new Mutation.CollectOrphans(1 << 20);
    };
  }

  private Mutation bySession(ModelSession session) {
    if (session.inodeIds.stream().noneMatch(id -> id > session.highestInode)) {
      return new Mutation.GrantInodes(random.nextInt(1, 20));
    }
    if (session.blockGrants.isEmpty()) {
      return new Mutation.GrantBlocks(random.nextInt(1, 20), 0);
    }
    if (chance(12)) {
      return lock();
    }
    if (chance(3)) {
      return noteReads();
    }
    return switch (random.nextInt(47)) {
      case 0, 1, 2, 3, 4, 5 -> make(session);
      case 6, 7 -> {
        Place place = place(node -> !node.isDirectory());
        yield new Mutation.Unlink(place.directory(), place.name(), who());
      }
      case 8 -> {
        Place place = place(node -> node.isDirectory() && node.children.isEmpty());
        yield new Mutation.RemoveDirectory(place.directory(), place.name(), who());
      }
      case 9, 10, 11 -> rename();
      case 12 -> new Mutation.Link(inode(), directory(), name(), who());
      case 13, 14 -> new Mutation.SetAttributes(inode(), change(), who());
      case 15 -> new Mutation.SetXattr(inode(), xattr(), data.bytes(20), random.nextInt(4), who());
      case 16 -> removeXattr();
      case 17, 18, 19, 20, 21 -> data.write(session, regular(), time());
      case 22 -> data.relocate(session, regular());
      case 23 ->
          new Mutation.PunchHole(regular(), random.nextLong(4000), random.nextLong(3000), time());
      case 24 ->
          new Mutation.GrantBlocks(random.nextInt(0, 10), random.nextLong(1 + lastBlock(session)));
      case 25, 26 -> report(session);
      case 27 -> renameWithWhiteout(session);
      case 28 ->
          new Mutation.MakeUnnamed(
              directory(),
              nextId(session),
              random.nextInt(010000),
              random.nextInt(01000),
              who(),
              chance(80));
      case 29, 30 -> linkUnnamed(session);
      case 31, 32 -> new Mutation.DropPrivileges(regular(), chance(80) ? who() : null);
      case 33 ->
          new Mutation.SetXattr(
              regular(), ByteString.of("security.capability"), data.bytes(9), 0, Credentials.ROOT);
      case 34, 35 -> data.append(session, regular(), time());
      case 43, 44, 45 ->
          new Mutation.Allocate(
              regular(),
              List.of(0, 1, 16, 17, 3, 2).get(random.nextInt(6)),
              random.nextLong(4000),
              random.nextLong(3000),
              random.nextLong(30_000),
              time());
      case 36, 37 ->
          new Mutation.CloneRange(
              regular(),
              random.nextLong(3000),
              regular(),
              random.nextLong(3000),
              random.nextLong(2000),
              time());
      case 38, 39, 40, 41, 42 -> setAccessList();
      default ->
          chance(10) ? new Mutation.CloseSession() : new Mutation.GrantInodes(random.nextInt(3));
    };
  }

  /** Some of them twice, some of inodes that are not there. */
  private Mutation noteReads() {
    List<Mutation.NoteReads.Read> reads = new ArrayList<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      long second = model.now().seconds() + random.nextLong(-50, 50);
      reads.add(new Mutation.NoteReads.Read(inode(), new Timestamp(second, random.nextInt(1000))));
    }
    return new Mutation.NoteReads(reads);
  }

  /** Often on one of two inodes, by one of three owners, so that they meet. */
  private Mutation lock() {
    InodeId inode = chance(80) ? new InodeId(random.nextInt(1, 3)) : inode();
    long owner = random.nextInt(3) - 1L;
    if (chance(10)) {
      return new Mutation.UnlockOwner(inode, owner);
    }
    FileLock.Kind kind = chance(25) ? FileLock.Kind.FLOCK : FileLock.Kind.RECORD;
    FileLock.Mode mode =
        switch (random.nextInt(5)) {
          case 0, 1 -> FileLock.Mode.UNLOCK;
          case 2 -> FileLock.Mode.EXCLUSIVE;
          default -> FileLock.Mode.SHARED;
        };
    boolean whole = kind == FileLock.Kind.FLOCK && !chance(4);
    long start = whole ? 0 : random.nextLong(ModelLocks.CELLS);
    long end =
        whole || chance(20)
            ? Long.MAX_VALUE
            : start + random.nextLong(Math.min(8, ModelLocks.CELLS - start));
    return new Mutation.SetLock(
        inode, new FileLock(kind, mode, start, end, owner, random.nextInt(3)));
  }

  private Mutation make(ModelSession session) {
    FileType type =
        switch (random.nextInt(8)) {
          case 0 -> FileType.SYMLINK;
          case 1, 2, 3 -> FileType.DIRECTORY;
          case 4 -> TYPES.get(random.nextInt(TYPES.size()));
          default -> FileType.REGULAR;
        };
    boolean link = type == FileType.SYMLINK;
    ByteString target = link != chance(3) ? data.bytes(10) : ByteString.EMPTY;
    int mode = (chance(1) ? 0 : type.modeBits()) | random.nextInt(010000);
    InodeId inode = nextId(session);
    long rdev = random.nextInt(2);
    int umask = chance(50) ? random.nextInt(01000) : 0;
    return new Mutation.MakeNode(
        directory(), name(), inode, mode, rdev, target, who(), random.nextBoolean(), umask);
  }

  private Mutation renameWithWhiteout(ModelSession session) {
    Place from = place(_ -> true);
    Place to = chance(50) ? place(_ -> true) : new Place(directory(), name());
    int flags = chance(40) ? random.nextInt(3) : 0;
    return new Mutation.RenameWithWhiteout(
        from.directory(), from.name(), to.directory(), to.name(), nextId(session), flags, who());
  }

  /** Mostly one the session made. */
  private Mutation linkUnnamed(ModelSession session) {
    List<InodeId> unnamed =
        model.orphans.values().stream()
            .filter(node -> chance(10) || session.id.equals(node.maker))
            .map(node -> node.id)
            .toList();
    InodeId inode = unnamed.isEmpty() ? inode() : unnamed.get(random.nextInt(unnamed.size()));
    return new Mutation.Link(inode, directory(), name(), who());
  }

  /** Mostly the lowest the session may use. */
  private InodeId nextId(ModelSession session) {
    long id =
        session.inodeIds.stream()
            .filter(i -> i > session.highestInode)
            .sorted()
            .findFirst()
            .orElse(0L);
    return new InodeId(chance(3) ? id + random.nextInt(5) - 1 : id);
  }

  private Mutation rename() {
    int flags = chance(40) ? random.nextInt(5) : 0;
    Place from = place(_ -> true);
    Place to = chance(50) ? place(_ -> true) : new Place(directory(), name());
    return new Mutation.Rename(
        from.directory(), from.name(), to.directory(), to.name(), flags, who());
  }

  private Mutation setAccessList() {
    boolean access = random.nextBoolean();
    InodeId inode = access || chance(5) ? inode() : directory();
    ByteString name =
        ByteString.of(access ? "system.posix_acl_access" : "system.posix_acl_default");
    Credentials who = chance(60) ? Credentials.ROOT : who();
    return switch (random.nextInt(10)) {
      case 0 -> new Mutation.RemoveXattr(inode, name, who);
      case 1 -> new Mutation.SetXattr(inode, name, ByteString.EMPTY, 0, who);
      default -> new Mutation.SetXattr(inode, name, data.accessList(), random.nextInt(3), who);
    };
  }

  /** Mostly one that exists, by root. */
  private Mutation removeXattr() {
    List<ModelNode> having =
        model.nodes.values().stream()
            .filter(node -> !node.xattrs.isEmpty())
            .sorted(Comparator.comparing(node -> node.id))
            .toList();
    if (having.isEmpty() || chance(25)) {
      return new Mutation.RemoveXattr(inode(), xattr(), who());
    }
    ModelNode node = having.get(random.nextInt(having.size()));
    List<String> names =
        List.of(
            "user.a",
            "user.b",
            "user.c",
            "trusted.t",
            "security.s",
            "security.capability",
            "system.posix_acl_access",
            "system.posix_acl_default");
    for (String name : names) {
      if (node.xattrs.containsKey(ByteString.of(name))) {
        return new Mutation.RemoveXattr(node.id, ByteString.of(name), Credentials.ROOT);
      }
    }
    throw new IllegalStateException("an attribute of a name that is never set");
  }

  /** Mostly a name that exists, of an inode of that kind. */
  private Place place(Predicate<ModelNode> kind) {
    List<Place> places = new ArrayList<>();
    for (InodeId id : model.nodes.keySet().stream().sorted().toList()) {
      model
          .node(id)
          .children
          .forEach(
              (name, child) -> {
                if (kind.test(child.node())) {
                  places.add(new Place(id, name));
                }
              });
    }
    return places.isEmpty() || chance(25)
        ? new Place(directory(), name())
        : places.get(random.nextInt(places.size()));
  }

  private Mutation report(ModelSession session) {
    List<InodeId> held = new ArrayList<>();
    for (ModelNode orphan : model.orphans.values()) {
      if (chance(30)) {
        held.add(orphan.id);
      }
    }
    if (chance(20)) {
      held.add(inode());
    }
    long newest = model.orphans.isEmpty() ? session.reported : model.orphans.lastKey();
    long upTo = chance(20) ? random.nextLong(newest + 3) : Math.max(newest, session.reported);
    return new Mutation.ReportHeld(upTo, held.stream().distinct().toList());
  }

  private AttributeChange change() {
    @Nullable Long size = chance(35) ? random.nextLong(-1, 5000) : null;
    return new AttributeChange(
        chance(30) ? random.nextInt(010000) : null,
        chance(20) ? random.nextInt(4) : null,
        chance(20) ? random.nextInt(4) : null,
        size,
        timeChange(),
        timeChange());
  }

  private AttributeChange.@Nullable TimeChange timeChange() {
    return switch (random.nextInt(4)) {
      case 0 -> new AttributeChange.TimeChange.Now();
      case 1 -> new AttributeChange.TimeChange.At(time());
      default -> null;
    };
  }

  private InodeId directory() {
    List<InodeId> directories =
        model.nodes.values().stream()
            .filter(ModelNode::isDirectory)
            .map(node -> node.id)
            .sorted()
            .toList();
    return chance(3) ? inode() : directories.get(random.nextInt(directories.size()));
  }

  private InodeId regular() {
    List<InodeId> files =
        model.nodes.values().stream()
            .filter(node -> node.type == FileType.REGULAR)
            .map(node -> node.id)
            .sorted()
            .toList();
    return files.isEmpty() || chance(5) ? inode() : files.get(random.nextInt(files.size()));
  }

  private InodeId inode() {
    if (chance(4)) {
      return new InodeId(random.nextLong(200));
    }
    List<InodeId> all = model.nodes.keySet().stream().sorted().toList();
    return all.get(random.nextInt(all.size()));
  }

  private FileName name() {
    return FileName.of("n" + random.nextInt(NAMES));
  }

  private ByteString xattr() {
    String[] names = {"user.a", "user.b", "user.c", "trusted.t", "security.s", "system.x", "user."};
    return ByteString.of(names[random.nextInt(names.length)]);
  }

  private Credentials who() {
    int uid = random.nextInt(4);
    return new Credentials(uid, uid, chance(30) ? List.of(random.nextInt(4)) : List.of());
  }

  private Timestamp time() {
    return new Timestamp(random.nextLong(1_000_000), random.nextInt(1000));
  }

  private static long lastBlock(ModelSession session) {
    return session.blockGrants.getLast()[1];
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private record Place(InodeId directory, FileName name) {}
}
