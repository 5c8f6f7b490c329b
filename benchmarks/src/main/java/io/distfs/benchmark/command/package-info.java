/** The command lines of the benchmarks. */
@NullMarked
package io.distfs.benchmark.command;

import org.jspecify.annotations.NullMarked;
