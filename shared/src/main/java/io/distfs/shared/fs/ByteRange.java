package io.distfs.shared.fs;

/**
 * Some bytes of a file.
 *
 * @param offset first of them, not negative
 * @param length how many, at least 1
 */
public record ByteRange(long offset, long length) {
  public ByteRange {
    if (offset < 0 || length < 1 || offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException("range of " + length + " bytes at " + offset);
    }
  }

  /** First byte behind them. */
  public long end() {
    return offset + length;
  }
}
