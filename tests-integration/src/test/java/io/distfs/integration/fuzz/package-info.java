/**
 * Random system calls on two filesystems side by side: what one answers and holds, the other must.
 */
@NullMarked
package io.distfs.integration.fuzz;

import org.jspecify.annotations.NullMarked;
