/** Times of access: which reads move them, and how they get to the servers. */
@NullMarked
package io.distfs.client.access;

import org.jspecify.annotations.NullMarked;
