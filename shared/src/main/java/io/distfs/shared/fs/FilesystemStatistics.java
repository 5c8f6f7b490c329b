package io.distfs.shared.fs;

/**
 * What statfs(2) reports, already divided by the number of replicas: what a user can still write.
 *
 * @param totalBytes usable capacity
 * @param freeBytes usable and unused
 * @param inodesUsed inodes that exist
 * @param inodesFree inodes that can still be made
 */
public record FilesystemStatistics(
    long totalBytes, long freeBytes, long inodesUsed, long inodesFree) {}
