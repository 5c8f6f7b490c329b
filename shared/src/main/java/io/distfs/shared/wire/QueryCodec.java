package io.distfs.shared.wire;

import io.distfs.shared.fs.ByteRange;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;
import java.nio.ByteBuffer;
import java.util.List;

/** Bytes of a question to the namespace: one byte that says which, then its fields. Stateless. */
public final class QueryCodec {
  private static final int LOOKUP = 1;
  private static final int GET_ATTRIBUTES = 2;
  private static final int READ_DIRECTORY = 3;
  private static final int READ_LINK = 4;
  private static final int GET_XATTR = 5;
  private static final int LIST_XATTRS = 6;
  private static final int GET_FILE_MAP = 7;
  private static final int STAT_FILESYSTEM = 8;
  private static final int ORPHANS_AFTER = 9;
  private static final int GET_PATH = 10;
  private static final int FIND_LOCK = 20;
  private static final int ROOM_FOR = 15;

  /** Offset and length. */
  private static final int RANGE_BYTES = 16;

  /** Length and one byte. */
  private static final int NAME_BYTES_MIN = 2;

  private QueryCodec() {}

  /** The query as a message. */
  public static ByteBuffer encode(Query query) {
    return Decoding.encode(query, QueryCodec::write);
  }

  /**
   * The query of a message.
   *
   * @throws io.distfs.shared.error.FsException EBADMSG if the bytes are not one query
   */
  public static Query decode(ByteBuffer bytes) {
    return Decoding.decode("query", bytes, QueryCodec::read);
  }

  /** Writes a query. */
  public static void write(WireWriter writer, Query query) {
    switch (query) {
      case Query.Lookup lookup -> {
        writer.u8(LOOKUP);
        IdCodec.write(writer, lookup.base());
        writer.count8("names", lookup.names().size(), Query.CHAIN_MAX);
        Decoding.writeAll(writer, lookup.names(), BytesCodec::write);
        writer.u31("page entries", lookup.pageEntries(), Query.PAGE_MAX);
      }
      case Query.GetAttributes get -> inode(writer, GET_ATTRIBUTES, get.inode());
      case Query.ReadDirectory read -> {
        inode(writer, READ_DIRECTORY, read.directory());
        writer.i64(read.cookie());
        writer.u31("entries", read.entriesMax(), Query.PAGE_MAX);
        writer.flag(read.withAttributes());
      }
      case Query.ReadLink read -> inode(writer, READ_LINK, read.inode());
      case Query.GetXattr get -> {
        inode(writer, GET_XATTR, get.inode());
        BytesCodec.write(writer, "xattr name", get.name(), WireLimits.XATTR_NAME_BYTES_MAX);
      }
      case Query.ListXattrs list -> inode(writer, LIST_XATTRS, list.inode());
      case Query.GetFileMap get -> {
        inode(writer, GET_FILE_MAP, get.inode());
        writer.u63("offset", get.offset());
        writer.u63("length", get.length());
      }
      case Query.RoomFor room -> {
        inode(writer, ROOM_FOR, room.inode());
        writer.count16("ranges", room.ranges().size(), Mutation.SEGMENTS_MAX);
        for (ByteRange range : room.ranges()) {
          writer.u63("offset", range.offset());
          writer.u63("length", range.length());
        }
      }
      case Query.StatFilesystem _ -> writer.u8(STAT_FILESYSTEM);
      case Query.OrphansAfter after -> {
        writer.u8(ORPHANS_AFTER);
        writer.u63("orphan sequence", after.orphanSequence());
        writer.u31("orphans", after.countMax(), Mutation.HELD_MAX);
      }
      case Query.GetPath get -> inode(writer, GET_PATH, get.inode());
      case Query.FindLock find -> {
        writer.u8(FIND_LOCK);
        IdCodec.write(writer, find.session());
        IdCodec.write(writer, find.inode());
        LockCodec.write(writer, find.lock());
      }
    }
  }

  /** Reads a query. */
  public static Query read(WireReader reader) {
    int tag = reader.u8();
    return switch (tag) {
      case LOOKUP -> readLookup(reader);
      case GET_ATTRIBUTES -> new Query.GetAttributes(IdCodec.readInode(reader));
      case READ_DIRECTORY ->
          new Query.ReadDirectory(
              IdCodec.readInode(reader),
              reader.i64(),
              reader.u31("entries", Query.PAGE_MAX),
              reader.flag("with attributes"));
      case READ_LINK -> new Query.ReadLink(IdCodec.readInode(reader));
      case GET_XATTR ->
          new Query.GetXattr(
              IdCodec.readInode(reader),
              BytesCodec.read(reader, "xattr name", WireLimits.XATTR_NAME_BYTES_MAX));
      case LIST_XATTRS -> new Query.ListXattrs(IdCodec.readInode(reader));
      case GET_FILE_MAP ->
          new Query.GetFileMap(
              IdCodec.readInode(reader), reader.u63("offset"), reader.u63("length"));
      case ROOM_FOR -> readRoomFor(reader);
      case STAT_FILESYSTEM -> new Query.StatFilesystem();
      case ORPHANS_AFTER ->
          new Query.OrphansAfter(
              reader.u63("orphan sequence"), reader.u31("orphans", Mutation.HELD_MAX));
      case GET_PATH -> new Query.GetPath(IdCodec.readInode(reader));
      case FIND_LOCK ->
          new Query.FindLock(
              IdCodec.readSession(reader), IdCodec.readInode(reader), LockCodec.read(reader));
      default -> throw reader.unknown("query", tag);
    };
  }

  private static Query.RoomFor readRoomFor(WireReader reader) {
    InodeId inode = IdCodec.readInode(reader);
    int count = reader.count16("ranges", Mutation.SEGMENTS_MAX, RANGE_BYTES);
    return new Query.RoomFor(inode, Decoding.readAll(reader, count, QueryCodec::readRange));
  }

  private static ByteRange readRange(WireReader reader) {
    long offset = reader.u63("offset");
    long length = reader.u63("length");
    try {
      return new ByteRange(offset, length);
    } catch (IllegalArgumentException e) {
      throw reader.invalid("want a range", e);
    }
  }

  private static Query.Lookup readLookup(WireReader reader) {
    InodeId base = IdCodec.readInode(reader);
    int count = reader.count8("names", Query.CHAIN_MAX, NAME_BYTES_MIN);
    if (count == 0) {
      throw reader.invalid("names: want 1.." + Query.CHAIN_MAX + ", have 0", null);
    }
    List<FileName> names = Decoding.readAll(reader, count, BytesCodec::readName);
    return new Query.Lookup(base, names, reader.u31("page entries", Query.PAGE_MAX));
  }

  private static void inode(WireWriter writer, int tag, InodeId inode) {
    writer.u8(tag);
    IdCodec.write(writer, inode);
  }
}
