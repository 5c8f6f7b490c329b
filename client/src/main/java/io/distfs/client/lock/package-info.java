/** Cluster-wide flock(2) and fcntl(2) locks, as a client has them. */
@NullMarked
package io.distfs.client.lock;

import org.jspecify.annotations.NullMarked;
