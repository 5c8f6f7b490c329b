/** The replicated state machine and the services that clients ask: mutations, queries, sessions. */
@NullMarked
package io.distfs.server.metadata;

import org.jspecify.annotations.NullMarked;
