package io.distfs.shared.wire;

import io.distfs.shared.error.FsException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** How whole messages and lists in them are written and read. Stateless. */
final class Decoding {
  private Decoding() {}

  /** Encodes one message into a buffer of its own. */
  static <T> ByteBuffer encode(T value, BiConsumer<WireWriter, T> body) {
    WireWriter writer = new WireWriter();
    body.accept(writer, value);
    return writer.toBuffer();
  }

  /**
   * Decodes a buffer that holds exactly one message.
   *
   * @throws FsException EBADMSG if it is truncated, longer or holds what no record takes
   */
  static <T> T decode(String message, ByteBuffer bytes, Function<WireReader, T> body) {
    WireReader reader = new WireReader(message, bytes);
    T value = body.apply(reader);
    reader.end();
    return value;
  }

  /** Writes elements one after the other. */
  static <T> void writeAll(WireWriter writer, List<T> list, BiConsumer<WireWriter, T> element) {
    for (T value : list) {
      element.accept(writer, value);
    }
  }

  /** Reads so many elements; the count comes out of one of the reader's {@code count} methods. */
  static <T> List<T> readAll(WireReader reader, int count, Function<WireReader, T> element) {
    List<T> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(element.apply(reader));
    }
    return list;
  }
}
