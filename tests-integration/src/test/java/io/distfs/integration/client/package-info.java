/** The whole client against a real server, without a mount. */
@NullMarked
package io.distfs.integration.client;

import org.jspecify.annotations.NullMarked;
