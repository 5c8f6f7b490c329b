/** Where things are on this machine: its mounts, and the servers behind them. */
@NullMarked
package io.distfs.cli.place;

import org.jspecify.annotations.NullMarked;
