/** How answers look: text for people, plain maps for {@code --json}. Pure. */
@NullMarked
package io.distfs.cli.view;

import org.jspecify.annotations.NullMarked;
