/** Who this server is and what it knows of the others: identity, reports, liveness. */
@NullMarked
package io.distfs.server.cluster;

import org.jspecify.annotations.NullMarked;
