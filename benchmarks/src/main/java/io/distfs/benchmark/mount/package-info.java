/** Timed workloads on any mounted directory, with nothing but system calls underneath. */
@NullMarked
package io.distfs.benchmark.mount;

import org.jspecify.annotations.NullMarked;
