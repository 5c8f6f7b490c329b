/** What an operator types and installs: the scripts, the launchers, the systemd units. */
@NullMarked
package io.distfs.integration.operations;

import org.jspecify.annotations.NullMarked;
