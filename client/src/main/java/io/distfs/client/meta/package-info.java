/** Talking to the metadata service: leader discovery, sessions, the mutation pipeline, grants. */
@NullMarked
package io.distfs.client.meta;

import org.jspecify.annotations.NullMarked;
