package io.distfs.server.namespace;

/** Values that are one number: reclaim records and counters, nonces. Stateless. */
final class NumberCodec {
  private static final int VERSION = 1;

  private NumberCodec() {}

  static byte[] encode(long number) {
    return new ValueWriter(VERSION, Long.BYTES).i64(number).toBytes();
  }

  static long decode(byte[] value) {
    ValueReader in = new ValueReader("number", VERSION, value);
    long number = in.i64();
    in.end();
    return number;
  }

  /** A value that only says that its key exists. */
  static byte[] presence() {
    return new ValueWriter(VERSION, 0).toBytes();
  }

  static void checkPresence(byte[] value) {
    new ValueReader("presence record", VERSION, value).end();
  }
}
