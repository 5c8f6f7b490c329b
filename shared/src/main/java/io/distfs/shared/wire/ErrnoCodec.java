package io.distfs.shared.wire;

import io.distfs.shared.error.Errno;

/** Bytes of an errno: its Linux number in two; one unknown here reads as EIO. Stateless. */
public final class ErrnoCodec {
  private ErrnoCodec() {}

  /** Writes an errno. */
  public static void write(WireWriter writer, Errno errno) {
    writer.u16(errno.number());
  }

  /** Reads an errno. */
  public static Errno read(WireReader reader) {
    return Errno.of(reader.u16());
  }
}
