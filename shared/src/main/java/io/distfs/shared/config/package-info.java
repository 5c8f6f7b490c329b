/** Typed configuration out of YAML files, strict: what nobody declared is an error. */
@NullMarked
package io.distfs.shared.config;

import org.jspecify.annotations.NullMarked;
