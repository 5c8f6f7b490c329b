/** The mount: what the kernel asks through FUSE, answered by the client. */
@NullMarked
package io.distfs.mount;

import org.jspecify.annotations.NullMarked;
