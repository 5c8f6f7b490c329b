package io.distfs.shared.fs;

import io.distfs.shared.id.InodeId;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a directory listing.
 *
 * @param cookie position after which a listing continues; greater than that of every entry made
 *     before it in the same directory, at least {@link #FIRST_COOKIE}
 * @param attributes present when the listing asked for them
 */
public record DirectoryEntry(
    FileName name, long cookie, InodeId inode, FileType type, @Nullable Attributes attributes) {
  /** Cookies 0..15 are left to the adapters for "." and "..". */
  public static final long FIRST_COOKIE = 16;
}
