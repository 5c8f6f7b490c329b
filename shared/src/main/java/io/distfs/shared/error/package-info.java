/** The one exception of operating errors, and the errno it carries. */
@NullMarked
package io.distfs.shared.error;

import org.jspecify.annotations.NullMarked;
