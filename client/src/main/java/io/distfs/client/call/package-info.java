/** Typed calls to servers, and how callers wait for their replies. */
@NullMarked
package io.distfs.client.call;

import org.jspecify.annotations.NullMarked;
