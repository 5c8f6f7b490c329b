/** A filesystem in memory behind the Vfs interface, for tests of the adapter alone. */
@NullMarked
package io.distfs.mount.memory;

import org.jspecify.annotations.NullMarked;
