/** What every FUSE adapter is to the rest of the mount, and what adapters share. */
@NullMarked
package io.distfs.mount.adapter;

import org.jspecify.annotations.NullMarked;
