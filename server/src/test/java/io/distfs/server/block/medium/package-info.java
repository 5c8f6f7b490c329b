@NullMarked
package io.distfs.server.block.medium;

import org.jspecify.annotations.NullMarked;
