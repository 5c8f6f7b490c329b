package io.distfs.shared.wire;

import io.distfs.shared.fs.Credentials;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Mutation.NoteReads;
import java.util.List;

/** Bytes of the mutations that change one inode's attributes or data. Stateless. */
final class InodeMutationCodec {
  /** An inode and a time. */
  private static final int READ_BYTES = 20;

  private InodeMutationCodec() {}

  static void write(WireWriter writer, Mutation.SetAttributes set) {
    IdCodec.write(writer, set.inode());
    AttributeChangeCodec.write(writer, set.change());
    CredentialsCodec.write(writer, set.credentials());
  }

  static Mutation.SetAttributes readSetAttributes(WireReader reader) {
    return new Mutation.SetAttributes(
        IdCodec.readInode(reader),
        AttributeChangeCodec.read(reader),
        CredentialsCodec.read(reader));
  }

  static void write(WireWriter writer, Mutation.SetXattr set) {
    IdCodec.write(writer, set.inode());
    BytesCodec.write(writer, "xattr name", set.name(), WireLimits.XATTR_NAME_BYTES_MAX);
    BytesCodec.write(writer, "xattr value", set.value(), WireLimits.XATTR_VALUE_BYTES_MAX);
    writer.i32(set.flags());
    CredentialsCodec.write(writer, set.credentials());
  }

  static Mutation.SetXattr readSetXattr(WireReader reader) {
    return new Mutation.SetXattr(
        IdCodec.readInode(reader),
        BytesCodec.read(reader, "xattr name", WireLimits.XATTR_NAME_BYTES_MAX),
        BytesCodec.read(reader, "xattr value", WireLimits.XATTR_VALUE_BYTES_MAX),
        reader.i32(),
        CredentialsCodec.read(reader));
  }

  static void write(WireWriter writer, Mutation.RemoveXattr remove) {
    IdCodec.write(writer, remove.inode());
    BytesCodec.write(writer, "xattr name", remove.name(), WireLimits.XATTR_NAME_BYTES_MAX);
    CredentialsCodec.write(writer, remove.credentials());
  }

  static Mutation.RemoveXattr readRemoveXattr(WireReader reader) {
    return new Mutation.RemoveXattr(
        IdCodec.readInode(reader),
        BytesCodec.read(reader, "xattr name", WireLimits.XATTR_NAME_BYTES_MAX),
        CredentialsCodec.read(reader));
  }

  static void write(WireWriter writer, Mutation.WriteData write) {
    IdCodec.write(writer, write.inode());
    SegmentCodec.writeAll(writer, write.segments(), Mutation.SEGMENTS_MAX);
    BlockInfoCodec.writeAll(writer, write.blocks(), Mutation.SEGMENTS_MAX);
    TimestampCodec.write(writer, write.mtime());
  }

  static Mutation.WriteData readWriteData(WireReader reader) {
    return new Mutation.WriteData(
        IdCodec.readInode(reader),
        SegmentCodec.readAll(reader, Mutation.SEGMENTS_MAX),
        BlockInfoCodec.readAll(reader, Mutation.SEGMENTS_MAX),
        TimestampCodec.read(reader));
  }

  static void write(WireWriter writer, Mutation.RelocateData relocate) {
    IdCodec.write(writer, relocate.inode());
    writer.i64(relocate.expectedVersion());
    SegmentCodec.writeAll(writer, relocate.segments(), Mutation.SEGMENTS_MAX);
    BlockInfoCodec.writeAll(writer, relocate.blocks(), Mutation.SEGMENTS_MAX);
  }

  static Mutation.RelocateData readRelocateData(WireReader reader) {
    return new Mutation.RelocateData(
        IdCodec.readInode(reader),
        reader.i64(),
        SegmentCodec.readAll(reader, Mutation.SEGMENTS_MAX),
        BlockInfoCodec.readAll(reader, Mutation.SEGMENTS_MAX));
  }

  static void write(WireWriter writer, Mutation.PunchHole punch) {
    IdCodec.write(writer, punch.inode());
    writer.i64(punch.offset());
    writer.i64(punch.length());
    TimestampCodec.write(writer, punch.mtime());
  }

  static Mutation.PunchHole readPunchHole(WireReader reader) {
    return new Mutation.PunchHole(
        IdCodec.readInode(reader), reader.i64(), reader.i64(), TimestampCodec.read(reader));
  }

  /** Without a writer only the inode, as in logs from before it was told. */
  static void write(WireWriter writer, Mutation.DropPrivileges drop) {
    IdCodec.write(writer, drop.inode());
    Credentials who = drop.writer();
    if (who != null) {
      CredentialsCodec.write(writer, who);
    }
  }

  static Mutation.DropPrivileges readDropPrivilegesBy(WireReader reader) {
    return new Mutation.DropPrivileges(IdCodec.readInode(reader), CredentialsCodec.read(reader));
  }

  static void write(WireWriter writer, NoteReads note) {
    writer.count16("reads", note.reads().size(), Mutation.READS_MAX);
    for (NoteReads.Read read : note.reads()) {
      IdCodec.write(writer, read.inode());
      TimestampCodec.write(writer, read.atime());
    }
  }

  static NoteReads readNoteReads(WireReader reader) {
    int count = reader.count16("reads", Mutation.READS_MAX, READ_BYTES);
    List<NoteReads.Read> reads =
        Decoding.readAll(
            reader,
            count,
            from -> new NoteReads.Read(IdCodec.readInode(from), TimestampCodec.read(from)));
    return new NoteReads(reads);
  }
}
