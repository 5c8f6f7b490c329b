/** What people ask about a cluster: its state, where a file lies, verification. */
@NullMarked
package io.distfs.client.admin;

import org.jspecify.annotations.NullMarked;
