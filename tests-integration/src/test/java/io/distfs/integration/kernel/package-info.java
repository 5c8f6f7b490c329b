/**
 * System calls answered in this process over a {@code Vfs}, without FUSE and without Linux: what
 * the kernel does above a filesystem (descriptors, paths, permissions) and nothing of what it
 * caches. What the server judges itself is left to it, unless Linux would answer an ordinary user
 * another error before.
 */
@NullMarked
package io.distfs.integration.kernel;

import org.jspecify.annotations.NullMarked;
