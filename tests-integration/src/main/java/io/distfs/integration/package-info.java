/** What the tests of the whole share: clusters, mounts and processes to test with. */
@NullMarked
package io.distfs.integration;

import org.jspecify.annotations.NullMarked;
