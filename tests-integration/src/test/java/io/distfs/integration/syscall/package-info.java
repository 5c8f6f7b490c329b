/**
 * Linux system calls as they are: by number, with the kernel's own errno, nothing of the C library
 * or of Java between the test and the filesystem. Names and values are those of the man pages.
 */
@NullMarked
package io.distfs.integration.syscall;

import org.jspecify.annotations.NullMarked;
