/** Puts a mount together: client, adapter, and the server in embedded mode. */
@NullMarked
package io.distfs.mount.assembly;

import org.jspecify.annotations.NullMarked;
