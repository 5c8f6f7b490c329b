/** Tests of the transport over loopback sockets, and what tests elsewhere borrow from it. */
@NullMarked
package io.distfs.shared.transport;

import org.jspecify.annotations.NullMarked;
