/** The FUSE adapter on libfuse 2, reached through jnr; the only package that sees jnr. */
@NullMarked
package io.distfs.mount.jnr;

import org.jspecify.annotations.NullMarked;
