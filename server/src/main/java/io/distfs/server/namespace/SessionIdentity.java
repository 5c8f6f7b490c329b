package io.distfs.server.namespace;

import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.SessionId;
import java.util.UUID;

/**
 * Who a session is; written once, in {@link Table#SESSION}. Immutable.
 *
 * @param nonce its opener's random number: opening twice with it gives one session
 * @param opened when
 * @param client who it is, for people
 */
public record SessionIdentity(SessionId session, UUID nonce, Timestamp opened, ByteString client) {
  private static final int VERSION = 1;
  private static final int FIXED_BYTES = 28;

  byte[] encode() {
    return new ValueWriter(VERSION, FIXED_BYTES + client.length())
        .i64(nonce.getMostSignificantBits())
        .i64(nonce.getLeastSignificantBits())
        .time(opened)
        .rest(client)
        .toBytes();
  }

  static SessionIdentity decode(SessionId session, byte[] value) {
    ValueReader in = new ValueReader("session identity", VERSION, value);
    return new SessionIdentity(
        session, new UUID(in.i64(), in.i64()), in.time(), ByteString.wrap(in.rest()));
  }
}
