/** What stands after {@code -o}, as mount(8) and fstab(5) have it. */
@NullMarked
package io.distfs.mount.option;

import org.jspecify.annotations.NullMarked;
