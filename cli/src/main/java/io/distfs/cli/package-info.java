/** The `distfs` command: what an operator asks a cluster. */
@NullMarked
package io.distfs.cli;

import org.jspecify.annotations.NullMarked;
