/** Tests of the consensus group: real engines, real sockets on loopback, a toy state. */
@NullMarked
package io.distfs.server.raft;

import org.jspecify.annotations.NullMarked;
