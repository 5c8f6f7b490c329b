/** The distfs-server program: its command line and exit codes. */
@NullMarked
package io.distfs.server.command;

import org.jspecify.annotations.NullMarked;
