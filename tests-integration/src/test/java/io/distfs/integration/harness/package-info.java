/** Real clusters and real mounts for tests: processes, folders, loop devices, all undone after. */
@NullMarked
package io.distfs.integration.harness;

import org.jspecify.annotations.NullMarked;
