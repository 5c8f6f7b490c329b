/** Framed request/reply transport; the only package that knows Netty. */
@NullMarked
package io.distfs.shared.transport;

import org.jspecify.annotations.NullMarked;
