/** Consensus behind an interface of ours; the only package that knows JRaft. */
@NullMarked
package io.distfs.server.raft;

import org.jspecify.annotations.NullMarked;
