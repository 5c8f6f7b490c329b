/** Where the mount's log goes. */
@NullMarked
package io.distfs.mount.logging;

import org.jspecify.annotations.NullMarked;
