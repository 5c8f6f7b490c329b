package io.distfs.shared.wire;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.DirectoryEntry;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Query;
import java.util.List;

/** Bytes of an entry of a directory. Stateless. */
public final class DirectoryEntryCodec {
  /** Name of one byte, cookie, inode, type, flag. */
  private static final int BYTES_MIN = 2 + 2 * Long.BYTES + 2;

  private static final int TYPE_SHIFT = 12;
  private static final int TYPE_MAX = 15;

  private DirectoryEntryCodec() {}

  /** Writes an entry. */
  public static void write(WireWriter writer, DirectoryEntry entry) {
    BytesCodec.write(writer, entry.name());
    writer.i64(entry.cookie());
    IdCodec.write(writer, entry.inode());
    writer.u8(entry.type().directoryType());
    AttributesCodec.writeOrNull(writer, entry.attributes());
  }

  /** Reads an entry. */
  public static DirectoryEntry read(WireReader reader) {
    FileName name = BytesCodec.readName(reader);
    long cookie = reader.i64();
    InodeId inode = IdCodec.readInode(reader);
    FileType type = readType(reader);
    Attributes attributes = AttributesCodec.readOrNull(reader);
    return new DirectoryEntry(name, cookie, inode, type, attributes);
  }

  /** Writes a page of entries behind their number. */
  static void writePage(WireWriter writer, List<DirectoryEntry> page) {
    writer.count16("directory entries", page.size(), Query.PAGE_MAX);
    Decoding.writeAll(writer, page, DirectoryEntryCodec::write);
  }

  /** Reads a page of entries behind their number. */
  static List<DirectoryEntry> readPage(WireReader reader) {
    int count = reader.count16("directory entries", Query.PAGE_MAX, BYTES_MIN);
    return Decoding.readAll(reader, count, DirectoryEntryCodec::read);
  }

  private static FileType readType(WireReader reader) {
    int type = reader.u8();
    if (type > TYPE_MAX) {
      throw reader.unknown("file type", type);
    }
    try {
      return FileType.ofMode(type << TYPE_SHIFT);
    } catch (IllegalArgumentException e) {
      throw reader.invalid("want a file type", e);
    }
  }
}
