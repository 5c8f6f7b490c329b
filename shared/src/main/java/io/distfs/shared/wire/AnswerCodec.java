package io.distfs.shared.wire;

import io.distfs.shared.message.Answer;
import java.nio.ByteBuffer;

/** Bytes of an answer of the namespace: one byte that says which, then its fields. Stateless. */
public final class AnswerCodec {
  private static final int REFUSED = 1;
  private static final int CHAIN = 2;
  private static final int NODE = 3;
  private static final int LISTING = 4;
  private static final int BYTES = 5;
  private static final int NAMES = 6;
  private static final int MAP = 7;
  private static final int STATISTICS = 8;
  private static final int ORPHANS = 9;
  private static final int LOCK = 16;
  private static final int ROOM = 13;

  private AnswerCodec() {}

  /** The answer as a message. */
  public static ByteBuffer encode(Answer answer) {
    return Decoding.encode(answer, AnswerCodec::write);
  }

  /**
   * The answer of a message.
   *
   * @throws io.distfs.shared.error.FsException EBADMSG if the bytes are not one answer
   */
  public static Answer decode(ByteBuffer bytes) {
    return Decoding.decode("answer", bytes, AnswerCodec::read);
  }

  /** Writes an answer. */
  public static void write(WireWriter writer, Answer answer) {
    writer.u8(tagOf(answer));
    switch (answer) {
      case Answer.Refused refused -> ErrnoCodec.write(writer, refused.errno());
      case Answer.Chain chain -> AnswerFields.write(writer, chain);
      case Answer.Node node -> AttributesCodec.write(writer, node.attributes());
      case Answer.Listing listing -> AnswerFields.write(writer, listing);
      case Answer.Bytes bytes ->
          BytesCodec.write(writer, "bytes", bytes.bytes(), WireLimits.ANSWER_BYTES_MAX);
      case Answer.Names names -> AnswerFields.write(writer, names);
      case Answer.Map map -> FileMapCodec.write(writer, map.map());
      case Answer.Room room -> {
        writer.u63("spare bytes", room.spareBytes());
        writer.u63("new bytes", room.newBytes());
      }
      case Answer.Statistics statistics -> AnswerFields.write(writer, statistics.statistics());
      case Answer.Orphans orphans -> AnswerFields.write(writer, orphans);
      case Answer.Lock lock -> LockCodec.writeOrNull(writer, lock.holder());
    }
  }

  /** Reads an answer. */
  public static Answer read(WireReader reader) {
    int tag = reader.u8();
    return switch (tag) {
      case REFUSED -> new Answer.Refused(ErrnoCodec.read(reader));
      case CHAIN -> AnswerFields.readChain(reader);
      case NODE -> new Answer.Node(AttributesCodec.read(reader));
      case LISTING -> AnswerFields.readListing(reader);
      case BYTES -> new Answer.Bytes(BytesCodec.read(reader, "bytes", WireLimits.ANSWER_BYTES_MAX));
      case NAMES -> AnswerFields.readNames(reader);
      case MAP -> new Answer.Map(FileMapCodec.read(reader));
      case ROOM -> new Answer.Room(reader.u63("spare bytes"), reader.u63("new bytes"));
      case STATISTICS -> new Answer.Statistics(AnswerFields.readStatistics(reader));
      case ORPHANS -> AnswerFields.readOrphans(reader);
      case LOCK -> new Answer.Lock(LockCodec.readOrNull(reader));
      default -> throw reader.unknown("answer", tag);
    };
  }

  private static int tagOf(Answer answer) {
    return switch (answer) {
      case Answer.Refused _ -> REFUSED;
      case Answer.Chain _ -> CHAIN;
      case Answer.Node _ -> NODE;
      case Answer.Listing _ -> LISTING;
      case Answer.Bytes _ -> BYTES;
      case Answer.Names _ -> NAMES;
      case Answer.Map _ -> MAP;
      case Answer.Room _ -> ROOM;
      case Answer.Statistics _ -> STATISTICS;
      case Answer.Orphans _ -> ORPHANS;
      case Answer.Lock _ -> LOCK;
    };
  }
}
