/** The access log: every operation of a mount with its result and time. */
@NullMarked
package io.distfs.client.access;

import org.jspecify.annotations.NullMarked;
