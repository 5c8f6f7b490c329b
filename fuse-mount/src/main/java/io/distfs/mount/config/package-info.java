/** The configuration of a mount: its keys, and what they come to. */
@NullMarked
package io.distfs.mount.config;

import org.jspecify.annotations.NullMarked;
