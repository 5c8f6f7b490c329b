package io.distfs.server.namespace;

import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;

/**
 * An entry of a directory as stored, twice: under its name in {@link Table#DENTRY} and under its
 * cookie in {@link Table#COOKIE}. Immutable.
 */
record Dentry(FileName name, InodeId inode, FileType type, long cookie) {}
