package io.distfs.shared.wire;

import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.Attributes.Content;
import io.distfs.shared.fs.Attributes.Times;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import org.jspecify.annotations.Nullable;

/** Bytes of an inode's attributes, always {@link #BYTES} of them. Stateless. */
public final class AttributesCodec {
  /** Length of attributes. */
  public static final int BYTES = 116;

  private AttributesCodec() {}

  /** Writes attributes. */
  public static void write(WireWriter writer, Attributes attributes) {
    IdCodec.write(writer, attributes.inode());
    writer.i32(attributes.modeWord());
    writer.i32(attributes.nlink());
    writer.i32(attributes.uid());
    writer.i32(attributes.gid());
    writer.i64(attributes.rdev());
    writer.u63("size", attributes.size());
    writer.u63("allocated bytes", attributes.content().allocatedBytes());
    writer.u31("inline bytes", attributes.content().inlineBytes(), Integer.MAX_VALUE);
    writer.i64(attributes.content().version());
    TimestampCodec.write(writer, attributes.times().atime());
    TimestampCodec.write(writer, attributes.times().mtime());
    TimestampCodec.write(writer, attributes.times().ctime());
    TimestampCodec.write(writer, attributes.times().btime());
    writer.i64(attributes.version());
  }

  /** Reads attributes; a mode without a file type is refused. */
  public static Attributes read(WireReader reader) {
    InodeId inode = IdCodec.readInode(reader);
    int modeWord = readMode(reader);
    int nlink = reader.i32();
    int uid = reader.i32();
    int gid = reader.i32();
    long rdev = reader.i64();
    long size = reader.u63("size");
    Content content = readContent(reader);
    Times times =
        new Times(
            TimestampCodec.read(reader),
            TimestampCodec.read(reader),
            TimestampCodec.read(reader),
            TimestampCodec.read(reader));
    long version = reader.i64();
    return new Attributes(
        inode,
        Attributes.modeOf(modeWord),
        nlink,
        uid,
        gid,
        rdev,
        size,
        content,
        times,
        version,
        Attributes.bareOf(modeWord));
  }

  /** Writes a flag, then attributes if there are any. */
  static void writeOrNull(WireWriter writer, @Nullable Attributes attributes) {
    writer.flag(attributes != null);
    if (attributes != null) {
      write(writer, attributes);
    }
  }

  /** Reads a flag, then attributes if it says so. */
  static @Nullable Attributes readOrNull(WireReader reader) {
    return reader.flag("attributes present") ? read(reader) : null;
  }

  /** Reads a full mode; one without a file type is refused. */
  static int readMode(WireReader reader) {
    int mode = reader.i32();
    try {
      FileType.ofMode(mode);
    } catch (IllegalArgumentException e) {
      throw reader.invalid("want a mode with a file type", e);
    }
    return mode;
  }

  private static Content readContent(WireReader reader) {
    return new Content(
        reader.u63("allocated bytes"), reader.u31("inline bytes", Integer.MAX_VALUE), reader.i64());
  }
}
