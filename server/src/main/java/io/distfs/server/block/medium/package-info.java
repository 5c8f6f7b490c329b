/** Where block files live: mapped files of a directory, and the seam to replace them in tests. */
@NullMarked
package io.distfs.server.block.medium;

import org.jspecify.annotations.NullMarked;
