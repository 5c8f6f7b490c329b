package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Answers queries from one view of the state; a snapshot of the store, so that all parts of an
 * answer are of one moment. Thread-safe if its reader is.
 */
public final class NamespaceReader {
  private final Records records;

  /** Over a view of the state. */
  public NamespaceReader(MetaReader reader) {
    this.records = new Records(reader);
  }

  /**
   * The answer; a refusal is {@link Answer.Refused}.
   *
   * @param space told by {@link Query.StatFilesystem} and {@link Query.RoomFor}
   */
  public Answer answer(Query query, Space space) {
    return answer(query, space, need -> need.room(space));
  }

  /**
   * As {@link #answer(Query, Space)}.
   *
   * @param rooms judges what {@link Query.RoomFor} asks for
   */
  public Answer answer(Query query, Space space, Function<SpaceNeed, Answer> rooms) {
    try {
      return switch (query) {
        case Query.Lookup lookup -> DirectoryReader.lookup(records, lookup);
        case Query.GetAttributes get -> new Answer.Node(inode(get.inode()).attributes());
        case Query.ReadDirectory read -> DirectoryReader.list(records, read);
        case Query.ReadLink read -> readLink(read);
        case Query.GetXattr get -> getXattr(get);
        case Query.ListXattrs list -> listXattrs(list);
        case Query.GetFileMap get -> FileMapReader.read(records, get);
        case Query.RoomFor room -> rooms.apply(RoomReader.read(records, room));
        case Query.StatFilesystem _ -> statistics(space);
        case Query.OrphansAfter after -> orphansAfter(after);
        case Query.GetPath get -> PathReader.path(records, get.inode());
        case Query.FindLock find ->
            new Answer.Lock(LockRule.find(records, find.session(), find.inode(), find.lock()));
      };
    } catch (Refusal refusal) {
      return new Answer.Refused(refusal.errno());
    }
  }

  private Inode inode(InodeId id) {
    return inode(records, id);
  }

  static Inode inode(Records records, InodeId id) {
    Inode inode = records.inode(id);
    if (inode == null) {
      throw new Refusal(Errno.ESTALE);
    }
    return inode;
  }

  private Answer readLink(Query.ReadLink query) {
    Inode inode = inode(query.inode());
    Refusal.when(!inode.isSymlink(), Errno.EINVAL);
    return new Answer.Bytes(inode.target);
  }

  private Answer getXattr(Query.GetXattr query) {
    XattrRule.checkName(query.name());
    Inode inode = inode(query.inode());
    Refusal.when(inode.isSymlink() && AccessListRule.isName(query.name()), Errno.EOPNOTSUPP);
    ByteString value = Xattrs.get(records, inode, query.name());
    if (value == null) {
      throw new Refusal(Errno.ENODATA);
    }
    return new Answer.Bytes(value);
  }

  private Answer listXattrs(Query.ListXattrs query) {
    Inode inode = inode(query.inode());
    List<ByteString> names = new ArrayList<>();
    if (inode.xattrBytes > 0) {
      try (MetaReader.Cursor cursor =
          records.reader().scan(Table.XATTR, Keys.of(inode.id), Keys.after(inode.id))) {
        while (cursor.next()) {
          names.add(ByteString.wrap(Keys.tail(cursor.key())));
        }
      }
    }
    return new Answer.Names(names);
  }

  private Answer statistics(Space space) {
    Counters counters = records.counters();
    return new Answer.Statistics(
        new FilesystemStatistics(
            space.usableBytes(),
            Math.max(0, space.spareBytes() - counters.reservedBytes),
            counters.inodes,
            InodeId.NUMBER_MAX - counters.nextInode));
  }

  private Answer orphansAfter(Query.OrphansAfter query) {
    Refusal.when(query.countMax() < 1 || query.orphanSequence() < 0, Errno.EINVAL);
    int limit = Math.min(query.countMax(), Mutation.HELD_MAX);
    List<InodeId> inodes = new ArrayList<>();
    long last = query.orphanSequence();
    try (MetaReader.Cursor cursor =
        records.reader().scan(Table.ORPHAN, Keys.of(query.orphanSequence() + 1), Keys.END)) {
      while (cursor.next()) {
        if (inodes.size() == limit) {
          return new Answer.Orphans(inodes, last);
        }
        last = Keys.numberAt(cursor.key(), 0);
        inodes.add(OrphanRecord.decode(last, cursor.value()).inode());
      }
    }
    return new Answer.Orphans(inodes, records.counters().orphanSequence);
  }
}
