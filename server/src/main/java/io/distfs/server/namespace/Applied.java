package io.distfs.server.namespace;

import io.distfs.shared.fs.Timestamp;

/**
 * How far the log is in the state. Immutable.
 *
 * @param index of the last entry applied
 * @param time of that entry: the next one is later
 */
record Applied(long index, Timestamp time) {
  private static final int VERSION = 1;
  private static final int BYTES = 20;

  byte[] encode() {
    return new ValueWriter(VERSION, BYTES).i64(index).time(time).toBytes();
  }

  static Applied decode(byte[] value) {
    ValueReader in = new ValueReader("applied index", VERSION, value);
    Applied applied = new Applied(in.i64(), in.time());
    in.end();
    return applied;
  }
}
