package io.distfs.shared.fs;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One component of a path: 1..255 bytes, any but {@code '/'} and NUL, never "." or "..". Names are
 * bytes and never pass through a charset. Immutable.
 */
public final class FileName implements Comparable<FileName> {
  /** NAME_MAX, limits.h. */
  public static final int BYTES_MAX = 255;

  private final byte[] bytes;

  private FileName(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A name of these bytes (copied).
   *
   * @throws FsException ENAMETOOLONG over 255 bytes; EINVAL if empty, ".", ".." or with a forbidden
   *     byte
   */
  public static FileName of(byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      throw new FsException(
          Errno.ENAMETOOLONG, "name of " + bytes.length + " bytes, limit " + BYTES_MAX);
    }
    for (byte b : bytes) {
      if (b == '/' || b == 0) {
        throw new FsException(Errno.EINVAL, "name with a '/' or NUL byte: " + printable(bytes));
      }
    }
    if (bytes.length == 0 || isDots(bytes)) {
      throw new FsException(Errno.EINVAL, "not a name: '" + printable(bytes) + "'");
    }
    return new FileName(bytes.clone());
  }

  /** A name given as text, in UTF-8. For tests and messages; the kernel's names are bytes. */
  public static FileName of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** A read-only view of the bytes, without a copy. */
  public ByteBuffer asBuffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** Number of bytes, 1..255. */
  public int length() {
    return bytes.length;
  }

  /** Byte at an index. */
  public byte byteAt(int index) {
    return bytes[index];
  }

  @Override
  public int compareTo(FileName other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileName name && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** For people and logs: printable ASCII as it is, other bytes as {@code \xNN}. */
  @Override
  public String toString() {
    return printable(bytes);
  }

  /** Whether these are the bytes of "." or "..", which lead somewhere and name nothing. */
  public static boolean isDots(byte[] bytes) {
    return (bytes.length == 1 && bytes[0] == '.')
        || (bytes.length == 2 && bytes[0] == '.' && bytes[1] == '.');
  }

  private static String printable(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      if (b >= 0x20 && b < 0x7F && b != '\\') {
        text.append((char) b);
      } else {
        text.append(String.format("\\x%02x", b & 0xFF));
      }
    }
    return text.toString();
  }
}
