/** Regular files in use: write buffers, flushing, file maps, reading. */
@NullMarked
package io.distfs.client.file;

import org.jspecify.annotations.NullMarked;
