package io.distfs.server.namespace;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A number over the whole state, equal on all servers at the same index: two checksums over every
 * key and value in order. Against mistakes, not against an adversary. Stateless.
 */
public final class StateHash {
  private static final int HEADER_BYTES = 9;

  private StateHash() {}

  /** The hash of this view. */
  public static long of(MetaReader reader) {
    CRC32C high = new CRC32C();
    CRC32 low = new CRC32();
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    for (Table table : Table.values()) {
      try (MetaReader.Cursor cursor = reader.scan(table, Keys.FIRST, Keys.END)) {
        while (cursor.next()) {
          byte[] key = cursor.key();
          byte[] value = cursor.value();
          header.clear().put((byte) table.number()).putInt(key.length).putInt(value.length);
          for (byte[] bytes : new byte[][] {header.array(), key, value}) {
            high.update(bytes);
            low.update(bytes);
          }
        }
      }
    }
    return (high.getValue() << Integer.SIZE) | low.getValue();
  }
}
