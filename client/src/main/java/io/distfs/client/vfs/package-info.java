/** The filesystem as the kernel speaks it, inode-based; nothing here knows FUSE. */
@NullMarked
package io.distfs.client.vfs;

import org.jspecify.annotations.NullMarked;
