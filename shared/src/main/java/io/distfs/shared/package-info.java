/** What every part of DistFS shares: ids and types, wire protocol, transport, configuration. */
@NullMarked
package io.distfs.shared;

import org.jspecify.annotations.NullMarked;
