package io.distfs.server.block;

import io.distfs.shared.fs.Checksums;
import java.nio.file.Path;

/**
 * Where a block lay when it was asked for; nothing holds it there. Immutable.
 *
 * @param file absolute path of its block file
 * @param offset of the block's first byte in the file
 * @param checksums of all its units
 */
public record BlockPlace(Path file, long offset, Checksums checksums) {}
