/**
 * Records as JSON: small files and output for programs; one of the two packages that know Jackson.
 */
@NullMarked
package io.distfs.shared.json;

import org.jspecify.annotations.NullMarked;
