package io.distfs.shared.fs;

/**
 * A run of a file's bytes that travels and stays inside the metadata.
 *
 * @param data 1..{@link #BYTES_MAX} bytes
 */
public record InlineSegment(long offset, ByteString data) implements Segment {
  /** Greatest number of inline bytes of one file, and so of one segment: 64 KiB. */
  public static final int BYTES_MAX = 64 << 10;

  public InlineSegment {
    if (offset < 0
        || data.length() < 1
        || data.length() > BYTES_MAX
        || offset > Long.MAX_VALUE - data.length()) {
      throw new IllegalArgumentException(
          "inline segment out of range: offset=" + offset + " length=" + data.length());
    }
  }

  @Override
  public int length() {
    return data.length();
  }
}
