package io.distfs.shared.wire;

import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.id.SessionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes of identifiers: eight each, a server's two. Stateless. */
public final class IdCodec {
  private static final int NO_SERVER = 0;

  private IdCodec() {}

  /** Writes an inode's id. */
  public static void write(WireWriter writer, InodeId inode) {
    writer.i64(inode.value());
  }

  /** Reads an inode's id. */
  public static InodeId readInode(WireReader reader) {
    return new InodeId(reader.i64());
  }

  /** Writes a block's id. */
  public static void write(WireWriter writer, BlockId block) {
    writer.i64(block.value());
  }

  /** Reads a block's id. */
  public static BlockId readBlock(WireReader reader) {
    return new BlockId(reader.i64());
  }

  /** Writes a session's id. */
  public static void write(WireWriter writer, SessionId session) {
    writer.i64(session.value());
  }

  /** Reads a session's id. */
  public static SessionId readSession(WireReader reader) {
    return new SessionId(reader.i64());
  }

  /** Writes a server's id. */
  public static void write(WireWriter writer, ServerId server) {
    writer.u16(server.value());
  }

  /** Reads a server's id; 0 is refused. */
  public static ServerId readServer(WireReader reader) {
    ServerId server = readServerOrNull(reader);
    if (server == null) {
      throw reader.invalid("server: want 1.." + ServerId.VALUE_MAX + ", have 0", null);
    }
    return server;
  }

  /** Writes a server's id, or 0 for none. */
  public static void writeOrNull(WireWriter writer, @Nullable ServerId server) {
    writer.u16(server == null ? NO_SERVER : server.value());
  }

  /** Reads a server's id, null for 0. */
  public static @Nullable ServerId readServerOrNull(WireReader reader) {
    int value = reader.u16();
    return value == NO_SERVER ? null : new ServerId(value);
  }

  /** Writes servers behind their number. */
  public static void writeServers(WireWriter writer, List<ServerId> servers, int limit) {
    writer.count8("servers", servers.size(), limit);
    for (ServerId server : servers) {
      write(writer, server);
    }
  }

  /** Reads servers behind their number. */
  public static List<ServerId> readServers(WireReader reader, int limit) {
    int count = reader.count8("servers", limit, Short.BYTES);
    return Decoding.readAll(reader, count, IdCodec::readServer);
  }
}
