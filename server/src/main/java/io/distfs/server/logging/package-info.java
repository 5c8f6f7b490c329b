/** Where the server's log goes; the only package of the server that sets Logback up. */
@NullMarked
package io.distfs.server.logging;

import org.jspecify.annotations.NullMarked;
