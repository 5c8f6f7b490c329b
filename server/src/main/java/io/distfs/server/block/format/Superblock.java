package io.distfs.server.block.format;

import java.util.UUID;

/**
 * What a block file says of itself; written once, before the file gets its name. Immutable.
 *
 * @param store the store it belongs to
 * @param fileNumber its number within the store
 * @param geometry its layout
 * @param createdMillis when it was made, milliseconds since the epoch
 */
public record Superblock(UUID store, int fileNumber, Geometry geometry, long createdMillis) {}
