/** Calling the C library where Java has no way to a system call, or hides its errno. */
@NullMarked
package io.distfs.shared.libc;

import org.jspecify.annotations.NullMarked;
