/** What clients, servers and the replicated log say to each other, as plain records. */
@NullMarked
package io.distfs.shared.message;

import org.jspecify.annotations.NullMarked;
