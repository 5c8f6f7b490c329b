/** The replicated filesystem state as a pure, deterministic core: no I/O, clock or randomness. */
@NullMarked
package io.distfs.server.namespace;

import org.jspecify.annotations.NullMarked;
