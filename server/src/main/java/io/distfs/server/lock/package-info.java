/** Who waits for locks, and who is told when: pure, the leader's memory. */
@NullMarked
package io.distfs.server.lock;

import org.jspecify.annotations.NullMarked;
