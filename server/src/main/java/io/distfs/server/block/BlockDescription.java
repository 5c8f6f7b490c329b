package io.distfs.server.block;

import io.distfs.shared.id.BlockId;
import io.distfs.shared.message.BlockPiece;

/**
 * What the store knows of a block without its data.
 *
 * @param length bytes
 * @param checksum CRC32C over its CRC32Cs
 * @param sequence allocation sequence within this store
 * @param hint for whom it was written
 */
public record BlockDescription(
    BlockId block, int length, int checksum, long sequence, BlockPiece.Hint hint) {}
