package io.distfs.server.metadata;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Timestamp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Batch} as bytes of the replicated log, little-endian. Stateless.
 *
 * <pre>
 *  0  version       u8   1
 *  1  zero          u8[3]
 *  4  time nanos    i32
 *  8  time seconds  i64
 * 16  count         i32
 * 20  count times: length i32, command bytes
 * </pre>
 */
final class BatchCodec {
  /** The version written today. */
  static final int VERSION = 1;

  /** Bytes before the first command. */
  static final int HEADER_BYTES = 20;

  /** Bytes before each command. */
  static final int LENGTH_BYTES = 4;

  private BatchCodec() {}

  static ByteBuffer encode(Batch batch) {
    int bytes = HEADER_BYTES;
    for (ByteBuffer command : batch.commands()) {
      bytes += LENGTH_BYTES + command.remaining();
    }
    ByteBuffer entry = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    entry.putInt(VERSION).putInt(batch.time().nanos()).putLong(batch.time().seconds());
    entry.putInt(batch.commands().size());
    for (ByteBuffer command : batch.commands()) {
      entry.putInt(command.remaining()).put(command.duplicate());
    }
    return entry.flip();
  }

  /**
   * The batch of an entry; the commands are views of it.
   *
   * @throws FsException EBADMSG, with want and have
   */
  static Batch decode(ByteBuffer bytes) {
    ByteBuffer entry = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    require(entry.remaining() >= HEADER_BYTES, "entry of bytes", HEADER_BYTES, entry.remaining());
    int version = entry.getInt();
    require(version == VERSION, "entry of version", VERSION, version);
    int nanos = entry.getInt();
    require(nanos >= 0 && nanos < 1_000_000_000, "nanoseconds below", 1_000_000_000, nanos);
    Timestamp time = new Timestamp(entry.getLong(), nanos);
    int count = entry.getInt();
    int countMax = entry.remaining() / LENGTH_BYTES;
    require(count >= 0 && count <= countMax, "commands at most", countMax, count);
    List<ByteBuffer> commands = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      require(entry.remaining() >= LENGTH_BYTES, "bytes", LENGTH_BYTES, entry.remaining());
      int length = entry.getInt();
      require(length >= 0 && length <= entry.remaining(), "bytes left", length, entry.remaining());
      commands.add(entry.slice(entry.position(), length).order(ByteOrder.LITTLE_ENDIAN));
      entry.position(entry.position() + length);
    }
    require(!entry.hasRemaining(), "bytes behind the last command", 0, entry.remaining());
    return new Batch(time, commands);
  }

  private static void require(boolean holds, String what, long want, long have) {
    if (!holds) {
      throw new FsException(
          Errno.EBADMSG, "log entry: want " + what + " " + want + ", have " + have);
    }
  }
}
