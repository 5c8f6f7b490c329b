/**
 * The FUSE adapter that speaks the kernel's protocol on /dev/fuse itself, through
 * java.lang.foreign: decode, call the {@link io.distfs.client.vfs.Vfs}, reply. Structures and
 * numbers are those of {@code linux/fuse.h}.
 */
@NullMarked
package io.distfs.mount.direct;

import org.jspecify.annotations.NullMarked;
