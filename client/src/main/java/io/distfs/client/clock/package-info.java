/** What time it is, as a parameter. */
@NullMarked
package io.distfs.client.clock;

import org.jspecify.annotations.NullMarked;
