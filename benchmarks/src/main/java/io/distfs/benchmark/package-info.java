/** Benchmarks: what DistFS does on a machine, in numbers. */
@NullMarked
package io.distfs.benchmark;

import org.jspecify.annotations.NullMarked;
