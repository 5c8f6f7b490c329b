/** Writing and reading immutable blocks on the servers that hold them. */
@NullMarked
package io.distfs.client.block;

import org.jspecify.annotations.NullMarked;
