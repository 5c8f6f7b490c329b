package io.distfs.shared.wire;

import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.message.BlockAbandon;
import io.distfs.shared.message.BlockLocate;
import io.distfs.shared.message.BlockPiece;
import io.distfs.shared.message.BlockRead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of the block messages' fields; blocks' own bytes travel beside them as payload. A buffer
 * that is not one such message is FsException EBADMSG. Stateless.
 */
public final class BlockCodec {
  private BlockCodec() {}

  /** A piece as a message. */
  public static ByteBuffer encodePiece(BlockPiece piece) {
    return Decoding.encode(piece, BlockCodec::writePiece);
  }

  /** The piece of a message. */
  public static BlockPiece decodePiece(ByteBuffer bytes) {
    return Decoding.decode("block piece", bytes, BlockCodec::readPiece);
  }

  /** The reply to the last piece as a message. */
  public static ByteBuffer encodePieceReply(BlockPiece.Reply reply) {
    return Decoding.encode(reply, BlockCodec::writePieceReply);
  }

  /** The reply to the last piece of a message. */
  public static BlockPiece.Reply decodePieceReply(ByteBuffer bytes) {
    return Decoding.decode("block piece reply", bytes, BlockCodec::readPieceReply);
  }

  /** A read as a message. */
  public static ByteBuffer encodeRead(BlockRead read) {
    return Decoding.encode(read, BlockCodec::writeRead);
  }

  /** The read of a message. */
  public static BlockRead decodeRead(ByteBuffer bytes) {
    return Decoding.decode("block read", bytes, BlockCodec::readRead);
  }

  /** The reply to a read as a message. */
  public static ByteBuffer encodeReadReply(BlockRead.Reply reply) {
    return Decoding.encode(reply, BlockCodec::writeReadReply);
  }

  /** The reply to a read of a message. */
  public static BlockRead.Reply decodeReadReply(ByteBuffer bytes) {
    return Decoding.decode("block read reply", bytes, BlockCodec::readReadReply);
  }

  /** An abandoned block as a message; the reply has no fields. */
  public static ByteBuffer encodeAbandon(BlockAbandon abandon) {
    return Decoding.encode(abandon, BlockCodec::writeAbandon);
  }

  /** The abandoned block of a message. */
  public static BlockAbandon decodeAbandon(ByteBuffer bytes) {
    return Decoding.decode("block abandon", bytes, BlockCodec::readAbandon);
  }

  /** A question for places as a message. */
  public static ByteBuffer encodeLocate(BlockLocate locate) {
    return Decoding.encode(locate, BlockCodec::writeLocate);
  }

  /** The question for places of a message. */
  public static BlockLocate decodeLocate(ByteBuffer bytes) {
    return Decoding.decode("block locate", bytes, BlockCodec::readLocate);
  }

  /** Places as a message. */
  public static ByteBuffer encodeLocateReply(BlockLocate.Reply reply) {
    return Decoding.encode(reply, BlockCodec::writeLocateReply);
  }

  /** The places of a message. */
  public static BlockLocate.Reply decodeLocateReply(ByteBuffer bytes) {
    return Decoding.decode("block locate reply", bytes, BlockCodec::readLocateReply);
  }

  private static void writePiece(WireWriter writer, BlockPiece piece) {
    IdCodec.write(writer, piece.block());
    writer.i32(piece.length());
    writer.i32(piece.offset());
    IdCodec.write(writer, piece.hint().inode());
    writer.i64(piece.hint().fileOffset());
    writer.i64(piece.hint().timeMillis());
    IdCodec.writeServers(writer, piece.chain(), BlockInfo.REPLICAS_MAX);
    ChecksumsCodec.write(writer, piece.checksums());
  }

  private static BlockPiece readPiece(WireReader reader) {
    BlockId block = IdCodec.readBlock(reader);
    int length = reader.i32();
    int offset = reader.i32();
    var hint = new BlockPiece.Hint(IdCodec.readInode(reader), reader.i64(), reader.i64());
    var chain = IdCodec.readServers(reader, BlockInfo.REPLICAS_MAX);
    Checksums checksums = ChecksumsCodec.read(reader);
    try {
      return new BlockPiece(block, length, offset, checksums, chain, hint);
    } catch (IllegalArgumentException e) {
      throw reader.invalid("want a piece of a block", e);
    }
  }

  private static void writePieceReply(WireWriter writer, BlockPiece.Reply reply) {
    IdCodec.writeServers(writer, reply.forced(), BlockInfo.REPLICAS_MAX);
    IdCodec.writeOrNull(writer, reply.failed());
  }

  private static BlockPiece.Reply readPieceReply(WireReader reader) {
    return new BlockPiece.Reply(
        IdCodec.readServers(reader, BlockInfo.REPLICAS_MAX), IdCodec.readServerOrNull(reader));
  }

  private static void writeRead(WireWriter writer, BlockRead read) {
    IdCodec.write(writer, read.block());
    writer.i32(read.offset());
    writer.i32(read.length());
  }

  private static BlockRead readRead(WireReader reader) {
    BlockId block = IdCodec.readBlock(reader);
    int offset = reader.i32();
    int length = reader.i32();
    try {
      return new BlockRead(block, offset, length);
    } catch (IllegalArgumentException e) {
      throw reader.invalid("want a range of a block", e);
    }
  }

  private static void writeReadReply(WireWriter writer, BlockRead.Reply reply) {
    writer.u31("offset", reply.offset(), Extent.BLOCK_BYTES_MAX);
    ChecksumsCodec.write(writer, reply.checksums());
  }

  private static BlockRead.Reply readReadReply(WireReader reader) {
    return new BlockRead.Reply(
        reader.u31("offset", Extent.BLOCK_BYTES_MAX), ChecksumsCodec.read(reader));
  }

  private static void writeAbandon(WireWriter writer, BlockAbandon abandon) {
    IdCodec.write(writer, abandon.session());
    IdCodec.write(writer, abandon.block());
  }

  private static BlockAbandon readAbandon(WireReader reader) {
    return new BlockAbandon(IdCodec.readSession(reader), IdCodec.readBlock(reader));
  }

  private static void writeLocate(WireWriter writer, BlockLocate locate) {
    writer.count8("blocks", locate.blocks().size(), BlockLocate.BLOCKS_MAX);
    locate.blocks().forEach(block -> IdCodec.write(writer, block));
  }

  private static BlockLocate readLocate(WireReader reader) {
    int count = reader.count8("blocks", BlockLocate.BLOCKS_MAX, Long.BYTES);
    List<BlockId> blocks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      blocks.add(IdCodec.readBlock(reader));
    }
    try {
      return new BlockLocate(blocks);
    } catch (IllegalArgumentException e) {
      throw reader.invalid("want a list of blocks", e);
    }
  }

  private static void writeLocateReply(WireWriter writer, BlockLocate.Reply reply) {
    writer.count8("places", reply.places().size(), BlockLocate.BLOCKS_MAX);
    for (BlockLocate.Place place : reply.places()) {
      IdCodec.write(writer, place.block());
      writer.text("file", place.file());
      writer.u63("offset", place.offset());
      ChecksumsCodec.write(writer, place.checksums());
    }
  }

  private static BlockLocate.Reply readLocateReply(WireReader reader) {
    int count = reader.count8("places", BlockLocate.BLOCKS_MAX, Long.BYTES);
    List<BlockLocate.Place> places = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      places.add(
          new BlockLocate.Place(
              IdCodec.readBlock(reader),
              reader.text("file"),
              reader.u63("offset"),
              ChecksumsCodec.read(reader)));
    }
    return new BlockLocate.Reply(places);
  }
}
