package io.distfs.shared.wire;

import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import java.util.List;

/** Bytes of what the block table says of a block. Stateless. */
public final class BlockInfoCodec {
  /** Id, length, checksum, replicas wanted, number of servers, one server. */
  private static final int BYTES_MIN = Long.BYTES + 2 * Integer.BYTES + 2 + Short.BYTES;

  private BlockInfoCodec() {}

  /** Writes a block. */
  public static void write(WireWriter writer, BlockInfo info) {
    IdCodec.write(writer, info.block());
    writer.i32(info.length());
    writer.i32(info.checksum());
    writer.u8(info.replicasWanted());
    IdCodec.writeServers(writer, info.servers(), BlockInfo.REPLICAS_MAX);
  }

  /** Reads a block. */
  public static BlockInfo read(WireReader reader) {
    BlockId block = IdCodec.readBlock(reader);
    int length = reader.i32();
    int checksum = reader.i32();
    int replicasWanted = reader.u8();
    List<ServerId> servers = IdCodec.readServers(reader, BlockInfo.REPLICAS_MAX);
    try {
      return new BlockInfo(block, length, checksum, servers, replicasWanted);
    } catch (IllegalArgumentException e) {
      throw reader.invalid("want a block of the block table", e);
    }
  }

  /** Writes blocks behind their number. */
  public static void writeAll(WireWriter writer, List<BlockInfo> blocks, int limit) {
    writer.count16("blocks", blocks.size(), limit);
    Decoding.writeAll(writer, blocks, BlockInfoCodec::write);
  }

  /** Reads blocks behind their number. */
  public static List<BlockInfo> readAll(WireReader reader, int limit) {
    int count = reader.count16("blocks", limit, BYTES_MIN);
    return Decoding.readAll(reader, count, BlockInfoCodec::read);
  }
}
