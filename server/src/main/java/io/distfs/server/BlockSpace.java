package io.distfs.server;

import io.distfs.server.block.BlockStoreSettings;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much of a filesystem the block store may take. Stateless.
 *
 * <p>Blocks and metadata share the data folder, and a full disk must not keep metadata from
 * changing: deleting is a change too. So block files leave a reserve free: a quarter of a small
 * filesystem, a gibibyte of a usual one.
 */
final class BlockSpace {
  private static final long RESERVE_BYTES_MAX = 1L << 30;
  private static final int RESERVE_SHARE = 4;

  /** So many block files at least, so that the last one that fits leaves little unused. */
  private static final int FILES_MIN = 16;

  private static final long FILE_BYTES_MIN = 16L << 20;
  private static final long ALIGNMENT = 1L << 20;

  private BlockSpace() {}

  /** The block store's sizes on the filesystem that holds the folder, which must exist. */
  static BlockStoreSettings of(Path folder, ServerSettings settings) {
    long device = deviceBytes(folder);
    long reserve = Math.min(RESERVE_BYTES_MAX, device / RESERVE_SHARE);
    long capacity = settings.capacityBytes() > 0 ? settings.capacityBytes() : device - reserve;
    long share = Math.min(capacity, device - reserve) / FILES_MIN;
    long file = Math.min(settings.blockFileBytes(), Math.max(FILE_BYTES_MIN, share));
    file = Math.max(ALIGNMENT, file / ALIGNMENT * ALIGNMENT);
    return new BlockStoreSettings(
        Math.max(capacity, file), file, BlockStoreSettings.UNIT_BYTES_DEFAULT, reserve);
  }

  private static long deviceBytes(Path folder) {
    try {
      FileStore device = Files.getFileStore(folder);
      return device.getTotalSpace();
    } catch (IOException e) {
      throw new FsException(Errno.EIO, "asking for the size of the disk under " + folder, e);
    }
  }
}
