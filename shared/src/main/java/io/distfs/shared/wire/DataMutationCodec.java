package io.distfs.shared.wire;

import io.distfs.shared.message.Mutation;

/** Bytes of the mutations that came to a file's data later than the first ones. Stateless. */
final class DataMutationCodec {
  private DataMutationCodec() {}

  static void write(WireWriter writer, Mutation.AppendData append) {
    IdCodec.write(writer, append.inode());
    SegmentCodec.writeAll(writer, append.segments(), Mutation.SEGMENTS_MAX);
    BlockInfoCodec.writeAll(writer, append.blocks(), Mutation.SEGMENTS_MAX);
    TimestampCodec.write(writer, append.mtime());
  }

  static Mutation.AppendData readAppendData(WireReader reader) {
    return new Mutation.AppendData(
        IdCodec.readInode(reader),
        SegmentCodec.readAll(reader, Mutation.SEGMENTS_MAX),
        BlockInfoCodec.readAll(reader, Mutation.SEGMENTS_MAX),
        TimestampCodec.read(reader));
  }

  static void write(WireWriter writer, Mutation.Allocate allocate) {
    IdCodec.write(writer, allocate.inode());
    writer.i32(allocate.mode());
    writer.i64(allocate.offset());
    writer.i64(allocate.length());
    writer.u63("spare bytes", allocate.spareBytes());
    TimestampCodec.write(writer, allocate.mtime());
  }

  static Mutation.Allocate readAllocate(WireReader reader) {
    return new Mutation.Allocate(
        IdCodec.readInode(reader),
        reader.i32(),
        reader.i64(),
        reader.i64(),
        reader.u63("spare bytes"),
        TimestampCodec.read(reader));
  }

  static void write(WireWriter writer, Mutation.CloneRange clone) {
    IdCodec.write(writer, clone.source());
    writer.i64(clone.sourceOffset());
    IdCodec.write(writer, clone.target());
    writer.i64(clone.targetOffset());
    writer.i64(clone.length());
    TimestampCodec.write(writer, clone.mtime());
  }

  static Mutation.CloneRange readCloneRange(WireReader reader) {
    return new Mutation.CloneRange(
        IdCodec.readInode(reader),
        reader.i64(),
        IdCodec.readInode(reader),
        reader.i64(),
        reader.i64(),
        TimestampCodec.read(reader));
  }
}
