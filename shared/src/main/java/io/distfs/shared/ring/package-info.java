/** Consistent hashing: which servers should hold a block. */
@NullMarked
package io.distfs.shared.ring;

import org.jspecify.annotations.NullMarked;
