/** The block store of one server: immutable blocks in preallocated, mapped block files. */
@NullMarked
package io.distfs.server.block;

import org.jspecify.annotations.NullMarked;
