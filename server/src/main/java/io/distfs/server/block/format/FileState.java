package io.distfs.server.block.format;

/**
 * How a block file was left. Immutable.
 *
 * @param clean it was closed in order: the bitmap is right
 * @param bitmapChecksum CRC32C of the bitmap then
 * @param nextSequence a sequence greater than any the store has used
 */
public record FileState(boolean clean, int bitmapChecksum, long nextSequence) {
  /** In use, or left by a crash: the bitmap is only a hint. */
  public static final FileState IN_USE = new FileState(false, 0, 0);
}
