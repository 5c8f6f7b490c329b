package io.distfs.server.block;

import io.distfs.shared.id.BlockId;

/**
 * A block that has been forced.
 *
 * @param length bytes
 * @param checksum CRC32C over its CRC32Cs, for the block table
 */
public record CommittedBlock(BlockId block, int length, int checksum) {}
