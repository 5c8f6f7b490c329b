/** The tools people use, on a real mount. */
@NullMarked
package io.distfs.integration.mount;

import org.jspecify.annotations.NullMarked;
