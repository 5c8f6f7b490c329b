package io.distfs.shared.wire;

import io.distfs.shared.message.Command;
import java.nio.ByteBuffer;

/** Bytes of a command, as sent and as it stands in the replicated log. Stateless. */
public final class CommandCodec {
  private CommandCodec() {}

  /** The command as a message. */
  public static ByteBuffer encode(Command command) {
    return Decoding.encode(command, CommandCodec::write);
  }

  /**
   * The command of a message.
   *
   * @throws io.distfs.shared.error.FsException EBADMSG if the bytes are not one command
   */
  public static Command decode(ByteBuffer bytes) {
    return Decoding.decode("command", bytes, CommandCodec::read);
  }

  /** Writes a command. */
  public static void write(WireWriter writer, Command command) {
    IdCodec.write(writer, command.session());
    writer.u63("sequence", command.sequence());
    writer.u63("lowest open", command.lowestOpen());
    MutationCodec.write(writer, command.mutation());
  }

  /** Reads a command. */
  public static Command read(WireReader reader) {
    return new Command(
        IdCodec.readSession(reader),
        reader.u63("sequence"),
        reader.u63("lowest open"),
        MutationCodec.read(reader));
  }
}
