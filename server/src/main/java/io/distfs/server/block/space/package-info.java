/** Pure bookkeeping of the block store: which units are free, and which block is where. */
@NullMarked
package io.distfs.server.block.space;

import org.jspecify.annotations.NullMarked;
