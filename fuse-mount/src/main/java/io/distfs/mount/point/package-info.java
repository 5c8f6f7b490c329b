/** Mount points: what stands in the way of mounting, and unmounting. */
@NullMarked
package io.distfs.mount.point;

import org.jspecify.annotations.NullMarked;
