/** Bytes of every message and back; the byte tables stand in docs/WIRE.md. */
@NullMarked
package io.distfs.shared.wire;

import org.jspecify.annotations.NullMarked;
