package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Command;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.Result;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A namespace over a store in memory, with one session that numbers its commands and draws its ids;
 * each command is a log entry, one second after the last. For tests. Not thread-safe.
 */
public final class Scenario {
  /** Nobody special. */
  public static final Credentials USER = new Credentials(1000, 1000, List.of());

  private static final int GRANT = 4096;
  private static final Space SPACE = new Space(1000, 400);

  private final InMemoryMetaStore store = new InMemoryMetaStore();
  private Namespace namespace;
  private boolean storeTaken;
  private final SessionId session;
  private long index;
  private long sequence;
  private long nextInode;
  private long nextBlock;
  private Credentials who = Credentials.ROOT;

  /** A fresh filesystem of three servers. */
  public Scenario() {
    Genesis.format(store, Clusters.ofThree());
    namespace = new Namespace(store);
    session = open(1);
    nextInode = granted(ok(new Mutation.GrantInodes(GRANT)));
    nextBlock = granted(ok(new Mutation.GrantBlocks(GRANT, 0)));
  }

  /** The store; a test may write into it, so the next command begins with an empty cache. */
  InMemoryMetaStore store() {
    storeTaken = true;
    return store;
  }

  Namespace namespace() {
    return namespace;
  }

  SessionId session() {
    return session;
  }

  long lastSequence() {
    return sequence;
  }

  /** From here on commands come from this user. */
  Scenario as(Credentials credentials) {
    who = credentials;
    return this;
  }

  /** The time of the last entry. */
  Timestamp now() {
    return namespace.lastTime();
  }

  /** One entry of one command. */
  Outcome apply(Command command) {
    index++;
    if (storeTaken) {
      storeTaken = false;
      namespace = new Namespace(store);
    }
    Timestamp time = new Timestamp(Clusters.CREATED.seconds() + index, 0);
    return namespace.apply(index, time, List.of(command)).getFirst();
  }

  /** A command of the session, with its next number. */
  Outcome send(Mutation mutation) {
    sequence++;
    return apply(new Command(session, sequence, Math.max(1, sequence - 10), mutation));
  }

  Outcome system(Mutation mutation) {
    return apply(Command.system(mutation));
  }

  /** A command that must succeed. */
  Result ok(Mutation mutation) {
    Outcome outcome = send(mutation);
    assertThat(outcome.errno()).as("%s", mutation).isEqualTo(Errno.OK);
    return outcome.result();
  }

  /** A command that must be refused, and leave nothing behind but its outcome. */
  void refused(Errno errno, Mutation mutation) {
    assertThat(send(mutation)).as("%s", mutation).isEqualTo(Outcome.refused(errno));
    assertThat(Verifier.problems(store)).isEmpty();
  }

  SessionId open(long nonce) {
    Outcome outcome = system(new Mutation.OpenSession(new UUID(0, nonce), ByteString.of("test")));
    return ((Result.SessionOpened) outcome.result()).session();
  }

  static long granted(Result result) {
    return ((Result.Granted) result).first();
  }

  Mutation.MakeNode make(InodeId parent, String name, FileType type, int permissions) {
    ByteString target = type == FileType.SYMLINK ? ByteString.of("target") : ByteString.EMPTY;
    InodeId inode = freshInode();
    int mode = type.modeBits() | permissions;
    return new Mutation.MakeNode(parent, FileName.of(name), inode, mode, 0, target, who, true);
  }

  InodeId create(InodeId parent, String name) {
    return made(make(parent, name, FileType.REGULAR, 0644));
  }

  InodeId mkdir(InodeId parent, String name) {
    return made(make(parent, name, FileType.DIRECTORY, 0755));
  }

  InodeId symlink(InodeId parent, String name) {
    return made(make(parent, name, FileType.SYMLINK, 0777));
  }

  InodeId made(Mutation.MakeNode wish) {
    return ((Result.Node) ok(wish)).attributes().inode();
  }

  Mutation.Unlink unlink(InodeId parent, String name) {
    return new Mutation.Unlink(parent, FileName.of(name), who);
  }

  Mutation.RemoveDirectory rmdir(InodeId parent, String name) {
    return new Mutation.RemoveDirectory(parent, FileName.of(name), who);
  }

  Mutation.Link link(InodeId inode, InodeId parent, String name) {
    return new Mutation.Link(inode, parent, FileName.of(name), who);
  }

  Mutation.Rename rename(InodeId from, String name, InodeId to, String newName, int flags) {
    return new Mutation.Rename(from, FileName.of(name), to, FileName.of(newName), flags, who);
  }

  /** Renames and leaves a whiteout. */
  Mutation.RenameWithWhiteout whiteout(
      InodeId from, String name, InodeId to, String newName, int flags) {
    return new Mutation.RenameWithWhiteout(
        from, FileName.of(name), to, FileName.of(newName), freshInode(), flags, who);
  }

  /** A file without a name; its group and mode come from the directory as those of a named one. */
  InodeId unnamed(InodeId directory, boolean linkable) {
    Mutation.MakeUnnamed wish =
        new Mutation.MakeUnnamed(directory, freshInode(), 0666, 022, who, linkable);
    return ((Result.Node) ok(wish)).attributes().inode();
  }

  /** An id the session has not used. */
  InodeId freshInode() {
    return new InodeId(nextInode++);
  }

  Mutation.SetAttributes change(InodeId inode, AttributeChange change) {
    return new Mutation.SetAttributes(inode, change, who);
  }

  Mutation.SetXattr setXattr(InodeId inode, String name, String value, int flags) {
    return new Mutation.SetXattr(inode, ByteString.of(name), ByteString.of(value), flags, who);
  }

  Mutation.RemoveXattr removeXattr(InodeId inode, String name) {
    return new Mutation.RemoveXattr(inode, ByteString.of(name), who);
  }

  /** Inline data of one repeated byte. */
  static InlineSegment inline(long offset, int length, int value) {
    byte[] data = new byte[length];
    Arrays.fill(data, (byte) value);
    return new InlineSegment(offset, ByteString.wrap(data));
  }

  /** A block of that length with a fresh id, on all three servers. */
  BlockInfo block(int length) {
    BlockId id = new BlockId(nextBlock++);
    List<ServerId> servers = List.of(new ServerId(1), new ServerId(2), new ServerId(3));
    return new BlockInfo(id, length, 77, servers, 3);
  }

  static Extent extent(long offset, int length, BlockInfo block, int blockOffset) {
    return new Extent(offset, length, block.block(), blockOffset);
  }

  static Mutation.WriteData write(InodeId inode, List<Segment> segments, BlockInfo... blocks) {
    return new Mutation.WriteData(inode, segments, List.of(blocks), new Timestamp(5, 5));
  }

  /** A whole block written at an offset. */
  BlockInfo writeBlock(InodeId inode, long offset, int length) {
    BlockInfo block = block(length);
    ok(write(inode, List.of(extent(offset, length, block, 0)), block));
    return block;
  }

  Answer ask(Query query) {
    return new NamespaceReader(store).answer(query, SPACE);
  }

  Attributes stat(InodeId inode) {
    return ((Answer.Node) ask(new Query.GetAttributes(inode))).attributes();
  }

  FileMap map(InodeId inode) {
    return ((Answer.Map) ask(new Query.GetFileMap(inode, 0, Long.MAX_VALUE))).map();
  }

  List<String> names(InodeId directory, long cookie, int count) {
    Answer.Listing listing =
        (Answer.Listing) ask(new Query.ReadDirectory(directory, cookie, count, false));
    return listing.entries().stream().map(entry -> entry.name().toString()).toList();
  }

  List<String> problems() {
    return Verifier.problems(store);
  }
}
