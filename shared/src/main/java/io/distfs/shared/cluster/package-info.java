/** The cluster as its members agree on it: servers, addresses, epoch. */
@NullMarked
package io.distfs.shared.cluster;

import org.jspecify.annotations.NullMarked;
