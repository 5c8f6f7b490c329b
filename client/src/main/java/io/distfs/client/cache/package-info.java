/** What the client remembers: attributes, names, extended attributes, block data. */
@NullMarked
package io.distfs.client.cache;

import org.jspecify.annotations.NullMarked;
