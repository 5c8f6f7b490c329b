package io.distfs.server.namespace;

import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the block table. Immutable.
 *
 * @param references how many extents name the block
 */
record BlockRecord(BlockInfo info, long references) {
  private static final int VERSION = 1;
  private static final int FIXED_BYTES = 18;

  BlockRecord withReferences(long count) {
    return new BlockRecord(info, count);
  }

  byte[] encode() {
    List<ServerId> servers = info.servers();
    ValueWriter out = new ValueWriter(VERSION, FIXED_BYTES + Short.BYTES * servers.size());
    out.i32(info.length()).i32(info.checksum()).u8(info.replicasWanted()).i64(references);
    out.u8(servers.size());
    for (ServerId server : servers) {
      out.u16(server.value());
    }
    return out.toBytes();
  }

  static BlockRecord decode(BlockId block, byte[] value) {
    ValueReader in = new ValueReader("block record", VERSION, value);
    int length = in.i32();
    int checksum = in.i32();
    int wanted = in.u8();
    long references = in.i64();
    int count = in.u8();
    List<ServerId> servers = new ArrayList<>(Math.min(count, BlockInfo.REPLICAS_MAX));
    try {
      for (int i = 0; i < count; i++) {
        servers.add(new ServerId(in.u16()));
      }
      in.end();
      return new BlockRecord(new BlockInfo(block, length, checksum, servers, wanted), references);
    } catch (IllegalArgumentException e) {
      throw new CorruptStateException("stored block " + block + ": " + e.getMessage());
    }
  }
}
