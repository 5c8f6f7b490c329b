/** The server: metadata service and block service in one process. */
@NullMarked
package io.distfs.server;

import org.jspecify.annotations.NullMarked;
