/** CRC32C checksums of blocks: one per 4 KiB, and one over those. */
@NullMarked
package io.distfs.shared.checksum;

import org.jspecify.annotations.NullMarked;
