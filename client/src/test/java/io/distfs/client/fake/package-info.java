/** A naive cluster in memory, with faults on demand: what tests of the client talk to. */
@NullMarked
package io.distfs.client.fake;

import org.jspecify.annotations.NullMarked;
