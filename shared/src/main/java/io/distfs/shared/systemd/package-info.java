/** Telling the service manager how far a program is, sd_notify(3). */
@NullMarked
package io.distfs.shared.systemd;

import org.jspecify.annotations.NullMarked;
