/** Killed processes, power cuts, full disks, bad input: a clear error and nothing lost. */
@NullMarked
package io.distfs.integration.faults;

import org.jspecify.annotations.NullMarked;
