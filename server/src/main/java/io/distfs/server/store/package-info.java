/** The replicated state on disk; the only package that knows RocksDB. */
@NullMarked
package io.distfs.server.store;

import org.jspecify.annotations.NullMarked;
