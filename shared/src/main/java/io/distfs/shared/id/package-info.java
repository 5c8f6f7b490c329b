/** Identifiers as types: an id of one kind can never be passed where another is meant. */
@NullMarked
package io.distfs.shared.id;

import org.jspecify.annotations.NullMarked;
