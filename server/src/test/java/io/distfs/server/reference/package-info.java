/** A naive filesystem in plain maps, to compare the real core with; it imports nothing of it. */
@NullMarked
package io.distfs.server.reference;

import org.jspecify.annotations.NullMarked;
