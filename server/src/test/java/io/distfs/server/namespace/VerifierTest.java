package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Immutable;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.HeldLock;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Outcome;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The verifier finds each corruption that is planted, and nothing in a sound state. */
class VerifierTest {
  private static final InodeId ROOT = InodeId.ROOT;

  /** What can be wrong, and the words by which the verifier tells it. */
  enum Corruption {
    ENTRY_WITHOUT_INODE("which does not exist", s -> s.delete(Table.INODE, Keys.of(s.file))),
    ENTRY_WITHOUT_COOKIE(
        "which leads to null", s -> s.delete(Table.COOKIE, Keys.cookie(s.dir, 16))),
    COOKIE_WITHOUT_ENTRY(
        "the name to null", s -> s.delete(Table.DENTRY, Keys.dentry(s.dir, s.name))),
    ENTRY_OF_ANOTHER_TYPE(
        "its inode of REGULAR",
        s ->
            s.put(
                Table.DENTRY,
                Keys.dentry(s.dir, s.name),
                DentryCodec.encodeDentry(new Dentry(s.name, s.file, FileType.FIFO, 16)))),
    COOKIE_BEYOND_THE_COUNTER("want 16 to 15", s -> s.inode(s.dir, i -> i.nextCookie = 16)),
    ENTRY_COUNT("entry count", s -> s.inode(s.dir, i -> i.entries++)),
    LINK_COUNT_OF_A_FILE("link count", s -> s.inode(s.file, i -> i.nlink++)),
    LINK_COUNT_OF_A_DIRECTORY("link count", s -> s.inode(ROOT, i -> i.nlink--)),
    WRONG_PARENT(
        "says it is named in directory", s -> s.inode(s.dir, i -> i.parent = s.file.value())),
    CIRCLE("in a circle", s -> s.inode(s.dir, i -> i.parent = s.dir.value())),
    INODE_NEVER_GRANTED("was never granted", s -> s.counters(c -> c.nextInode = 2)),
    ORPHAN_WITHOUT_RECORD("no orphan record", s -> s.delete(Table.ORPHAN, Keys.of(1))),
    ORPHAN_WITH_LINKS("which is no such orphan", s -> s.inode(s.orphan, i -> i.nlink = 1)),
    ORPHAN_HOLDERS(
        "holders", s -> s.put(Table.ORPHAN, Keys.of(1), new OrphanRecord(1, s.orphan, 3).encode())),
    OVERLAPPING_SEGMENTS(
        "where the last one ends",
        s -> {
          InlineSegment run = Scenario.inline(95, 10, 1);
          s.put(Table.INLINE, Keys.segment(s.file, run), SegmentCodec.encodeInline(run));
        }),
    DATA_BEYOND_THE_SIZE("has data up to", s -> s.inode(s.file, i -> i.size = 50)),
    ALLOCATED_BYTES("allocated bytes", s -> s.inode(s.file, i -> i.allocatedBytes++)),
    INLINE_BYTES_OF_A_FILE("inline bytes", s -> s.inode(s.file, i -> i.inlineBytes++)),
    SEGMENT_OF_NOBODY(
        "belongs to no regular file",
        s -> s.put(Table.EXTENT, Keys.of(12345, 9), s.get(Table.EXTENT, s.extentKey()))),
    NAMED_BLOCK_MISSING(
        "not in the table", s -> s.delete(Table.BLOCK, Keys.of(s.block.block().value()))),
    BLOCK_REFERENCES("reference count", s -> s.block(new BlockRecord(s.block, 2))),
    BLOCK_NOBODY_NAMES(
        "no extent names it",
        s ->
            s.put(
                Table.BLOCK,
                Keys.of(4000),
                new BlockRecord(s.of(4000, s.block.servers()), 0).encode())),
    BLOCK_SHORTER_THAN_ITS_EXTENT(
        "which has 99",
        s -> s.block(new BlockRecord(new BlockInfo(s.id(), 99, 77, s.block.servers(), 3), 1))),
    BLOCK_ON_AN_UNKNOWN_SERVER(
        "unknown or listed twice",
        s -> s.block(new BlockRecord(s.of(s.id().value(), List.of(new ServerId(9))), 1))),
    BLOCK_THAT_MAY_BE_NAMED_AGAIN(
        "may name it", s -> s.delete(Table.SESSION, Keys.named(s.session(), s.grant()))),
    RECLAIM_OF_A_LIVE_BLOCK(
        "would delete",
        s ->
            s.put(
                Table.RECLAIM,
                Keys.reclaim(new ServerId(1), 1),
                NumberCodec.encode(s.id().value()))),
    XATTR_ACCOUNT("extended attribute bytes", s -> s.inode(s.file, i -> i.xattrBytes++)),
    ACCESS_LIST_OF_ANOTHER_MODE(
        "says no more, or another", s -> s.inode(s.listed, i -> i.mode = 0100600)),
    ACCESS_LIST_THAT_IS_NONE(
        "is none",
        s ->
            s.put(
                Table.XATTR,
                Keys.xattr(s.listed, AccessListRule.ACCESS.asBuffer()),
                Xattrs.encodeValue(ByteString.of("x")))),
    UNNAMED_FILE_HELD_BY_ANOTHER(
        "of another's making",
        s -> s.put(Table.SESSION, Keys.held(new SessionId(2), s.unnamed), NumberCodec.presence())),
    XATTR_OF_NOBODY(
        "extended attribute of inode 777",
        s -> s.put(Table.XATTR, Keys.of(777, 1), new byte[] {1, 2})),
    INODE_COUNTER("number of inodes", s -> s.counters(c -> c.inodes++)),
    BLOCK_COUNTER("number of blocks", s -> s.counters(c -> c.blocks--)),
    SESSION_COUNTER("number of sessions", s -> s.counters(c -> c.sessions++)),
    INLINE_COUNTER("inline bytes", s -> s.counters(c -> c.inlineBytes++)),
    OUTCOME_OUT_OF_RANGE(
        "lies outside",
        s -> s.put(Table.OUTCOME, Keys.of(1, 99_999), OutcomeCodec.encode(s.outcome()))),
    OUTCOME_MISSING(
        "number of outcomes", s -> s.delete(Table.OUTCOME, Keys.of(1, s.scenario.lastSequence()))),
    OUTCOME_OF_A_SESSION_GONE(
        "which is gone",
        s -> s.put(Table.OUTCOME, Keys.of(9, 1), OutcomeCodec.encode(s.outcome()))),
    OVERLAPPING_GRANTS(
        "overlaps another",
        s ->
            s.put(
                Table.SESSION,
                Keys.session(Keys.SESSION_GRANTS_TAG, new SessionId(2)),
                new Grants(List.of(new Grants.Range(5, 9)), List.of()).encode())),
    NONCE_OF_NOBODY(
        "nonce", s -> s.put(Table.META, Keys.nonce(new UUID(5, 5)), NumberCodec.encode(9))),
    LOCK_OF_A_SESSION_GONE(
        "which is gone", s -> s.lock(new SessionId(9), s.file, FileLock.Mode.SHARED, 500, 600)),
    LOCK_ON_NOTHING(
        "does not exist", s -> s.lock(s.session(), new InodeId(777), FileLock.Mode.SHARED, 0, 9)),
    LOCKS_IN_EACH_OTHERS_WAY(
        "is in the way of", s -> s.lock(new SessionId(2), s.file, FileLock.Mode.SHARED, 15, 30)),
    LOCKS_OF_ONE_OWNER_THAT_OVERLAP(
        "are not apart", s -> s.lock(s.session(), s.file, FileLock.Mode.SHARED, 12, 30)),
    LOCKS_OF_ONE_OWNER_THAT_TOUCH(
        "are not apart", s -> s.lock(s.session(), s.file, FileLock.Mode.EXCLUSIVE, 20, 30)),
    LOCK_COUNT_OF_A_SESSION(
        "number of locks",
        s -> s.put(Table.LOCK_COUNT, Keys.of(s.session().value()), NumberCodec.encode(2))),
    LOCK_COUNT_ON_AN_INODE(
        "number of inodes with locks",
        s -> s.delete(Table.LOCK_COUNT, Keys.of(s.session().value(), s.file.value()))),
    LOCK_COUNT_OF_NOBODY(
        "number of locks", s -> s.put(Table.LOCK_COUNT, Keys.of(77), NumberCodec.encode(1))),
    LOCK_OF_UNKNOWN_MODE(
        "unknown mode",
        s ->
            s.put(
                Table.LOCK,
                s.lockRow(s.session(), s.file, FileLock.Mode.SHARED, 500, 600).key(),
                new byte[] {1, 7, 0, 0, 0, 0, 0, 0, 2, 88, 0, 0, 0, 0})),
    UNKNOWN_FORMAT("inode record of format version 9", s -> s.flip(Table.INODE, Keys.of(s.file))),
    RECORD_CUT_SHORT("cut short", s -> s.put(Table.BLOCK, Keys.of(s.id().value()), new byte[] {1})),
    STATE_OF_ANOTHER_FORMAT(
        "state of format 7", s -> s.put(Table.META, Keys.META_FORMAT, NumberCodec.encode(7))),
    NO_COUNTERS("has no counters", s -> s.delete(Table.META, Keys.META_COUNTERS));

    private final String words;
    private final Plant plant;

    Corruption(String words, Plant plant) {
      this.words = words;
      this.plant = plant;
    }
  }

  /** Spoils a state. */
  @Immutable
  interface Plant {
    void into(Sample sample);
  }

  @ParameterizedTest
  @EnumSource(Corruption.class)
  void plantedCorruptionIsFound(Corruption corruption) {
    Sample sample = new Sample();
    long soundHash = StateHash.of(sample.scenario.store());
    assertThat(sample.scenario.problems()).isEmpty();

    corruption.plant.into(sample);

    assertThat(sample.scenario.problems())
        .anySatisfy(problem -> assertThat(problem).contains(corruption.words));
    assertThat(Verifier.verify(sample.scenario.store()).stateHash()).isNotEqualTo(soundHash);
  }

  @Test
  void problemsAreBounded() {
    Sample sample = new Sample();
    for (int i = 0; i < 300; i++) {
      sample.put(Table.XATTR, Keys.of(10_000 + i, 1), new byte[] {1});
    }
    assertThat(sample.scenario.problems()).hasSize(100);
  }

  @Test
  void equalHistoriesHaveEqualHashes() {
    assertThat(StateHash.of(new Sample().scenario.store()))
        .isEqualTo(StateHash.of(new Sample().scenario.store()));
  }

  /** A small state with one of everything, and ways to spoil it. */
  static final class Sample {
    /** user::rw-, user:1:r--, group::r--, mask::r--, other::r--. */
    private static final String ACCESS_LIST =
        "02000000"
            + "01000600ffffffff"
            + "0200040001000000"
            + "04000400ffffffff"
            + "10000400ffffffff"
            + "20000400ffffffff";

    private final Scenario scenario = new Scenario();
    private final InodeId dir = scenario.mkdir(ROOT, "d");
    private final InodeId file = scenario.create(dir, "f");
    private final FileName name = FileName.of("f");
    private final BlockInfo block = scenario.writeBlock(file, 0, 100);
    private final InodeId orphan = scenario.create(ROOT, "gone");
    private final InodeId listed = scenario.create(ROOT, "listed");
    private final InodeId unnamed;

    Sample() {
      scenario.ok(Scenario.write(file, List.of(Scenario.inline(200, 10, 1))));
      scenario.ok(scenario.setXattr(file, "user.x", "y", 0));
      scenario.open(2);
      scenario.ok(scenario.unlink(ROOT, "gone"));
      scenario.ok(new Mutation.ReportHeld(1, List.of(orphan)));
      byte[] list = HexFormat.of().parseHex(ACCESS_LIST);
      scenario.ok(
          new Mutation.SetXattr(
              listed, AccessListRule.ACCESS, ByteString.wrap(list), 0, Credentials.ROOT));
      unnamed = scenario.unnamed(ROOT, true);
      FileLock.Mode mode = FileLock.Mode.EXCLUSIVE;
      scenario.ok(new Mutation.SetLock(file, lockRow(session(), file, mode, 10, 19).lock()));
    }

    LockRow lockRow(SessionId session, InodeId inode, FileLock.Mode mode, long start, long end) {
      FileLock lock = new FileLock(FileLock.Kind.RECORD, mode, start, end, 7, 1);
      return new LockRow(inode, new HeldLock(session, lock));
    }

    void lock(SessionId session, InodeId inode, FileLock.Mode mode, long start, long end) {
      LockRow row = lockRow(session, inode, mode, start, end);
      put(Table.LOCK, row.key(), row.value());
    }

    void put(Table table, byte[] key, byte @Nullable [] value) {
      scenario.store().write(List.of(new MetaStore.Change(table, key, value)));
    }

    void delete(Table table, byte[] key) {
      assertThat(scenario.store().get(table, key)).isNotNull();
      put(table, key, null);
    }

    byte[] get(Table table, byte[] key) {
      byte[] value = scenario.store().get(table, key);
      if (value == null) {
        throw new IllegalStateException("the sample has no such key in " + table);
      }
      return value;
    }

    void inode(InodeId id, Consumer<Inode> change) {
      Inode inode = InodeCodec.decode(id, get(Table.INODE, Keys.of(id)));
      change.accept(inode);
      put(Table.INODE, Keys.of(id), InodeCodec.encode(inode));
    }

    void counters(Consumer<Counters> change) {
      Counters counters = Counters.decode(get(Table.META, Keys.META_COUNTERS));
      change.accept(counters);
      put(Table.META, Keys.META_COUNTERS, counters.encode());
    }

    void block(BlockRecord record) {
      put(Table.BLOCK, Keys.of(id().value()), record.encode());
    }

    void flip(Table table, byte[] key) {
      byte[] value = get(table, key);
      value[0] = 9;
      put(table, key, value);
    }

    BlockInfo of(long id, List<ServerId> servers) {
      return new BlockInfo(new BlockId(id), 100, 77, new ArrayList<>(servers), 3);
    }

    BlockId id() {
      return block.block();
    }

    byte[] extentKey() {
      return Keys.of(file.value(), 99);
    }

    SessionId session() {
      return scenario.session();
    }

    Grants.Range grant() {
      return new Records(scenario.store()).grants(session()).blocks().getFirst();
    }

    Outcome outcome() {
      return Outcome.DONE;
    }
  }
}
