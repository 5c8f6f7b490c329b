/** What a filesystem is made of as a client sees it: names, attributes, entries, extents. */
@NullMarked
package io.distfs.shared.fs;

import org.jspecify.annotations.NullMarked;
