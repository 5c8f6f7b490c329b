/** The architecture as rules: who may see whom, and where each library lives. */
@NullMarked
package io.distfs.integration.architecture;

import org.jspecify.annotations.NullMarked;
