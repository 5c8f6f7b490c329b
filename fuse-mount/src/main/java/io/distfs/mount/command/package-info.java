/** The distfs-mount program: its command line, its background process, its exit codes. */
@NullMarked
package io.distfs.mount.command;

import org.jspecify.annotations.NullMarked;
