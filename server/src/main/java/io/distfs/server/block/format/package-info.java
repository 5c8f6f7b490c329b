/** The bytes of a block file: where everything lies and how it is read and written. */
@NullMarked
package io.distfs.server.block.format;

import org.jspecify.annotations.NullMarked;
