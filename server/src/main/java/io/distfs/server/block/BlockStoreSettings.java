package io.distfs.server.block;

import io.distfs.server.block.format.Geometry;

/**
 * Sizes of a block store. Immutable. Files that exist keep the sizes they were made with; the
 * settings are for new ones.
 *
 * @param capacityBytes greatest sum of the sizes of all block files
 * @param blockFileBytes size of a new block file
 * @param unitBytes allocation unit of a new block file, a multiple of 4 KiB
 * @param reserveBytes what new block files leave free on the device, for logs and metadata
 */
public record BlockStoreSettings(
    long capacityBytes, long blockFileBytes, int unitBytes, long reserveBytes) {
  /** 1 GiB: a thousand files for a terabyte, and a tenth of a second to preallocate one. */
  public static final long BLOCK_FILE_BYTES_DEFAULT = 1L << 30;

  /** 4 KiB: small overwrites are blocks too, and waste nothing. */
  public static final int UNIT_BYTES_DEFAULT = 4096;

  /** 1 GiB. */
  public static final long RESERVE_BYTES_DEFAULT = 1L << 30;

  public BlockStoreSettings {
    if (capacityBytes < blockFileBytes || reserveBytes < 0) {
      throw new IllegalArgumentException(
          "capacity of %d bytes with block files of %d, reserve %d"
              .formatted(capacityBytes, blockFileBytes, reserveBytes));
    }
    Geometry.of(blockFileBytes, unitBytes); // refuses what cannot be laid out
  }

  /** Default sizes, with block files no larger than the capacity. */
  public static BlockStoreSettings ofCapacity(long capacityBytes) {
    return new BlockStoreSettings(
        capacityBytes,
        Math.min(capacityBytes, BLOCK_FILE_BYTES_DEFAULT),
        UNIT_BYTES_DEFAULT,
        RESERVE_BYTES_DEFAULT);
  }
}
