package io.distfs.shared.wire;

import io.distfs.shared.message.KeepAlive;
import java.nio.ByteBuffer;

/** Bytes of a session's sign of life and its reply. Stateless. */
public final class KeepAliveCodec {
  private KeepAliveCodec() {}

  /** The request as a message. */
  public static ByteBuffer encode(KeepAlive keepAlive) {
    return Decoding.encode(keepAlive, (writer, value) -> IdCodec.write(writer, value.session()));
  }

  /**
   * The request of a message.
   *
   * @throws io.distfs.shared.error.FsException EBADMSG if the bytes are not one
   */
  public static KeepAlive decode(ByteBuffer bytes) {
    return Decoding.decode(
        "keep-alive", bytes, reader -> new KeepAlive(IdCodec.readSession(reader)));
  }

  /** The reply as a message. */
  public static ByteBuffer encodeReply(KeepAlive.Reply reply) {
    return Decoding.encode(reply, KeepAliveCodec::writeReply);
  }

  /**
   * The reply of a message.
   *
   * @throws io.distfs.shared.error.FsException EBADMSG if the bytes are not one
   */
  public static KeepAlive.Reply decodeReply(ByteBuffer bytes) {
    return Decoding.decode("keep-alive reply", bytes, KeepAliveCodec::readReply);
  }

  private static void writeReply(WireWriter writer, KeepAlive.Reply reply) {
    writer.u63("orphan sequence", reply.orphanSequence());
    writer.u63("cluster epoch", reply.clusterEpoch());
    writer.u31("session milliseconds", reply.sessionMillis(), Integer.MAX_VALUE);
  }

  private static KeepAlive.Reply readReply(WireReader reader) {
    return new KeepAlive.Reply(
        reader.u63("orphan sequence"),
        reader.u63("cluster epoch"),
        reader.u31("session milliseconds", Integer.MAX_VALUE));
  }
}
