package io.distfs.shared.fs;

/** Type of an inode, with the bits of {@code st_mode & S_IFMT} (inode(7)). */
public enum FileType {
  FIFO(0010000),
  CHARACTER_DEVICE(0020000),
  DIRECTORY(0040000),
  BLOCK_DEVICE(0060000),
  REGULAR(0100000),
  SYMLINK(0120000),
  SOCKET(0140000);

  /** The mask of the type bits in a mode: S_IFMT. */
  public static final int MASK = 0170000;

  private final int modeBits;

  FileType(int modeBits) {
    this.modeBits = modeBits;
  }

  /** The S_IFxxx bits. */
  public int modeBits() {
    return modeBits;
  }

  /** The value of {@code d_type} in a directory entry: the type bits shifted down by 12. */
  public int directoryType() {
    return modeBits >>> 12;
  }

  /**
   * The type within a full mode.
   *
   * @throws IllegalArgumentException if the type bits name no type
   */
  public static FileType ofMode(int mode) {
    return switch (mode & MASK) {
      case 0010000 -> FIFO;
      case 0020000 -> CHARACTER_DEVICE;
      case 0040000 -> DIRECTORY;
      case 0060000 -> BLOCK_DEVICE;
      case 0100000 -> REGULAR;
      case 0120000 -> SYMLINK;
      case 0140000 -> SOCKET;
      default ->
          throw new IllegalArgumentException(
              "no file type in mode 0" + Integer.toOctalString(mode));
    };
  }
}
