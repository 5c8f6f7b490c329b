package io.distfs.shared.transport;

import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.ServerId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The first message of a connection, both ways. Immutable.
 *
 * <pre>
 *  0       4        5         6       7        8                   24          26
 *  | magic | lowest | highest | role  | zero   | cluster id        | server id | zero |
 *  | "DFSH"| u8     | u8      | u8    | u8     | 16, as in its text| u16       | u16  |
 * </pre>
 *
 * The versions are those of the messages inside the frames. A longer HELLO is of a later version:
 * what follows is ignored. A cluster id of zeros means "not known yet", a server id of 0 "none".
 */
record Hello(int versionLowest, int versionHighest, Identity identity) {
  /** The message version this code speaks. */
  static final int VERSION = 1;

  /** "DFSH" as bytes on the wire, read as a little-endian integer. */
  static final int MAGIC = 0x48534644;

  static final int BYTES = 28;

  private static final int ROLE_AT = 6;
  private static final int CLUSTER_AT = 8;
  private static final int SERVER_AT = 24;

  /** What this code says of itself. */
  static Hello of(Identity identity) {
    return new Hello(VERSION, VERSION, identity);
  }

  ByteBuffer encode() {
    ClusterId cluster = identity.cluster();
    ServerId server = identity.server();
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MAGIC)
        .put((byte) versionLowest)
        .put((byte) versionHighest)
        .put((byte) identity.role().number())
        .put((byte) 0)
        .order(ByteOrder.BIG_ENDIAN)
        .putLong(cluster == null ? 0 : cluster.value().getMostSignificantBits())
        .putLong(cluster == null ? 0 : cluster.value().getLeastSignificantBits())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) (server == null ? 0 : server.value()))
        .putShort((short) 0)
        .flip();
  }

  /**
   * @param body little-endian, position at the first byte
   */
  static Hello decode(ByteBuffer body) throws FrameRejectedException {
    ByteBuffer fields = body.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (fields.remaining() < BYTES) {
      throw rejected(fields.remaining() + " bytes, want " + BYTES);
    }
    int magic = fields.getInt();
    if (magic != MAGIC) {
      throw rejected("magic " + Integer.toHexString(magic));
    }
    int lowest = Byte.toUnsignedInt(fields.get());
    int highest = Byte.toUnsignedInt(fields.get());
    int roleNumber = fields.get(ROLE_AT);
    Identity.Role role = Identity.Role.of(roleNumber);
    if (role == null) {
      throw rejected("role " + roleNumber);
    }
    return new Hello(lowest, highest, new Identity(role, cluster(fields), server(fields)));
  }

  private static @Nullable ClusterId cluster(ByteBuffer fields) {
    ByteBuffer text = fields.duplicate().order(ByteOrder.BIG_ENDIAN);
    long high = text.getLong(CLUSTER_AT);
    long low = text.getLong(CLUSTER_AT + Long.BYTES);
    return high == 0 && low == 0 ? null : new ClusterId(new UUID(high, low));
  }

  private static @Nullable ServerId server(ByteBuffer fields) {
    int number = Short.toUnsignedInt(fields.getShort(SERVER_AT));
    return number == 0 ? null : new ServerId(number);
  }

  /**
   * Whether this code and a peer can talk.
   *
   * @param here the cluster this side belongs to, or null
   */
  static void check(@Nullable ClusterId here, Hello peer) throws FrameRejectedException {
    if (peer.versionLowest > VERSION || peer.versionHighest < VERSION) {
      throw new FrameRejectedException(
          RejectReason.PROTOCOL_VERSION,
          "want protocol version "
              + VERSION
              + ", have "
              + peer.versionLowest
              + ".."
              + peer.versionHighest);
    }
    ClusterId theirs = peer.identity.cluster();
    boolean mustKnow = peer.identity.role() == Identity.Role.SERVER;
    boolean unknown = theirs == null && mustKnow && here != null;
    if (unknown || (theirs != null && here != null && !theirs.equals(here))) {
      throw new FrameRejectedException(
          RejectReason.CLUSTER, "want cluster " + here + ", have " + theirs);
    }
  }

  private static FrameRejectedException rejected(String values) {
    return new FrameRejectedException(RejectReason.HELLO, values);
  }
}
