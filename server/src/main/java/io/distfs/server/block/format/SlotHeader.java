package io.distfs.server.block.format;

/**
 * What a slot says of the block that begins at its unit. Immutable.
 *
 * @param sequence allocation sequence: of two blocks that overlap, the greater is the newer
 * @param block the block's id
 * @param inode hint for salvage: the inode it was written for
 * @param fileOffset hint: where in that file
 * @param timeMillis hint: when, milliseconds since the epoch
 * @param length bytes, at least 1
 * @param unit the block's first unit, which is also the slot's number
 * @param checksum CRC32C over the block's CRC32Cs
 */
public record SlotHeader(
    long sequence,
    long block,
    long inode,
    long fileOffset,
    long timeMillis,
    int length,
    int unit,
    int checksum) {}
