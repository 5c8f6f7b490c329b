/**
 * What POSIX and the Linux man pages promise of a filesystem, as small claims: each a few system
 * calls in a folder of its own. The same claims are run on ext4, which judges the claims, and on
 * every way of mounting DistFS.
 */
@NullMarked
package io.distfs.integration.contract;

import org.jspecify.annotations.NullMarked;
