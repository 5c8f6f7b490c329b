/** The client: an inode-based filesystem with its caches, without any FUSE. */
@NullMarked
package io.distfs.client;

import org.jspecify.annotations.NullMarked;
