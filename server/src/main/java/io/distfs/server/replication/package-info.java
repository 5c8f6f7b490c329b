/**
 * The block service: writing along a chain, reading, and deleting what the state no longer names.
 */
@NullMarked
package io.distfs.server.replication;

import org.jspecify.annotations.NullMarked;
