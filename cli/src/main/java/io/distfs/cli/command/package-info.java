/** The {@code distfs} command line: options in, exit codes out. */
@NullMarked
package io.distfs.cli.command;

import org.jspecify.annotations.NullMarked;
