package io.distfs.shared.wire;

import io.distfs.shared.message.Outcome;
import java.nio.ByteBuffer;

/** Bytes of an outcome, as sent and as remembered with the session. Stateless. */
public final class OutcomeCodec {
  private OutcomeCodec() {}

  /** The outcome as a message. */
  public static ByteBuffer encode(Outcome outcome) {
    return Decoding.encode(outcome, OutcomeCodec::write);
  }

  /**
   * The outcome of a message.
   *
   * @throws io.distfs.shared.error.FsException EBADMSG if the bytes are not one outcome
   */
  public static Outcome decode(ByteBuffer bytes) {
    return Decoding.decode("outcome", bytes, OutcomeCodec::read);
  }

  /** Writes an outcome. */
  public static void write(WireWriter writer, Outcome outcome) {
    ErrnoCodec.write(writer, outcome.errno());
    ResultCodec.write(writer, outcome.result());
  }

  /** Reads an outcome. */
  public static Outcome read(WireReader reader) {
    return new Outcome(ErrnoCodec.read(reader), ResultCodec.read(reader));
  }
}
